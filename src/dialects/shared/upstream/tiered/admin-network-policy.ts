import type { Kind } from '../../kind.ts';
import { customResourceNulls } from '../../nulls.ts';
import {
  integer,
  kubernetesObject,
  object,
  openObject,
  type Properties,
  port,
  type Schema,
  text,
} from '../../schema.ts';
import type { Rule } from '../../violation.ts';
import { baselineNameRule, exactlyOne } from './rules.ts';
import { type RuleForm, rulesSchema, subjectSchema } from './schema.ts';
import type { TieredSpec } from './types.ts';
import { peerShape, type Shape, type Vocabulary } from './vocabulary.ts';

const portShape: Shape = { fields: {}, removed: [], values: { protocol: ['TCP', 'UDP', 'SCTP'] } };

/** The v1alpha1 kinds, which ClusterNetworkPolicy replaced (NPEP-285) and clusters still hold. */
function words(...egressPeers: readonly string[]): Vocabulary {
  return {
    peers: { from: peerShape(), to: peerShape(...egressPeers) },
    items: {
      field: 'ports',
      shape: { fields: { portNumber: portShape, portRange: portShape, namedPort: undefined } },
    },
    namedPort: 'namedPort',
  };
}

export const adminNetworkPolicyWords = words('networks', 'nodes', 'domainNames');
export const baselineAdminNetworkPolicyWords = words('networks', 'nodes');

/** No enumeration in the CRD: another word is stored, and the rule with it fails closed (see unknownParts). */
const protocol = text();

/** No rule orders start and end here: a range that ends before it starts matches nothing. */
const portItem: Schema = openObject(
  {
    portNumber: object({ protocol, port }, { required: ['port'] }),
    portRange: object({ protocol, start: port, end: port }, { required: ['start', 'end'] }),
    namedPort: text(),
  },
  exactlyOne(['portNumber', 'portRange', 'namedPort'], 'open'),
);

function form(vocabulary: Vocabulary, actions: readonly string[]): RuleForm {
  const requiredSelectors = ['namespaceSelector', 'podSelector'] as const;
  return { vocabulary, actions, maxItems: 100, item: portItem, requiredSelectors };
}

function spec(rules: RuleForm, further: Properties, required: readonly string[]): Schema {
  const subject = subjectSchema(rules.requiredSelectors);
  const fields = {
    ...further,
    subject,
    ingress: rulesSchema('from', rules),
    egress: rulesSchema('to', rules),
  };
  return object(fields, { required: [...required, 'subject'] });
}

function kind(name: string, schema: Schema, rule?: Rule): Kind<TieredSpec> {
  return {
    kind: name,
    group: 'policy.networking.k8s.io',
    versions: ['v1alpha1'],
    namespaced: false,
    schema: kubernetesObject(schema, { required: ['spec'], ...(rule === undefined ? {} : { rule }) }),
    nulls: customResourceNulls,
  };
}

export const adminNetworkPolicy = kind(
  'AdminNetworkPolicy',
  spec(form(adminNetworkPolicyWords, ['Allow', 'Deny', 'Pass']), { priority: integer(0, 1000) }, [
    'priority',
  ]),
);

export const baselineAdminNetworkPolicy = kind(
  'BaselineAdminNetworkPolicy',
  spec(form(baselineAdminNetworkPolicyWords, ['Allow', 'Deny']), {}, []),
  baselineNameRule,
);
