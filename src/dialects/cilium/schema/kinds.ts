import type { Kind } from '../../shared/kind.ts';
import type { NullReading } from '../../shared/nulls.ts';
import { anything, list, object, type Schema } from '../../shared/schema.ts';
import { isObject, itemsOf, type Rule } from '../../shared/violation.ts';
import type { CidrGroup, CiliumRule } from '../api.ts';
import type { Reading } from '../reading.ts';
import { cidrGroupSpec } from './cidr.ts';
import { ciliumRule } from './rule.ts';

const nulls: NullReading = { items: 'keep', labels: 'keep' };

const someRule: Rule = (value, report) => {
  if (!isObject(value) || value.spec !== undefined || itemsOf(value.specs).length > 0) return;
  report({ path: ['spec'], code: 'missing-field', message: 'Required value: spec or specs must be set' });
};

function withSpec(spec: Schema, further: Readonly<Record<string, Schema>>, rule?: Rule): Schema {
  const fields = {
    apiVersion: anything,
    kind: anything,
    metadata: anything,
    spec,
    ...further,
    status: anything,
  };
  return object(fields, rule === undefined ? {} : { rule });
}

function policyKind(kind: string, namespaced: boolean, reading: Reading): Kind<CiliumRule> {
  const rule = ciliumRule(!namespaced, reading);
  const schema = withSpec(rule, { specs: list(rule) }, someRule);
  return { kind, group: 'cilium.io', versions: ['v2'], namespaced, schema, nulls };
}

export interface Kinds {
  readonly policies: readonly Kind<CiliumRule>[];
  readonly cidrGroup: Kind<CidrGroup>;
}

export const cidrGroup: Kind<CidrGroup> = {
  kind: 'CiliumCIDRGroup',
  group: 'cilium.io',
  versions: ['v2', 'v2alpha1'],
  namespaced: false,
  schema: withSpec(cidrGroupSpec, {}),
  nulls,
};

const known = new Map<string, readonly Kind<CiliumRule>[]>();

/** The policy kinds as a release with these settings reads them. Made once: compiling a schema takes long. */
export function policyKinds(reading: Reading): readonly Kind<CiliumRule>[] {
  const { nodeSelectorLabels, enableICMPRules, l7Proxy, enableExtendedIPProtocols } = reading.options;
  const flags = [nodeSelectorLabels, enableICMPRules, l7Proxy, enableExtendedIPProtocols];
  const key = [reading.release.version, ...flags, reading.labels].join(' ');
  let kinds = known.get(key);
  if (kinds === undefined) {
    kinds = [
      policyKind('CiliumNetworkPolicy', true, reading),
      policyKind('CiliumClusterwideNetworkPolicy', false, reading),
    ];
    known.set(key, kinds);
  }
  return kinds;
}
