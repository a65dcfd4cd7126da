import type { Kind } from '../../kind.ts';
import { customResourceNulls } from '../../nulls.ts';
import {
  integer,
  kubernetesObject,
  object,
  oneOf,
  openObject,
  port,
  type Schema,
  text,
} from '../../schema.ts';
import { exactlyOne, rangeRule } from './rules.ts';
import { type RuleForm, rulesSchema, subjectSchema } from './schema.ts';
import type { TieredSpec } from './types.ts';
import { peerShape, type Shape, type Vocabulary } from './vocabulary.ts';

const destinationPort: Shape = { fields: { number: undefined, range: undefined } };
const protocol: Shape = { fields: { destinationPort } };

/** v1alpha2, standard and experimental channel. */
export const clusterNetworkPolicyWords: Vocabulary = {
  peers: { from: peerShape(), to: peerShape('networks', 'nodes', 'domainNames') },
  items: {
    field: 'protocols',
    shape: { fields: { tcp: protocol, udp: protocol, sctp: protocol, destinationNamedPort: undefined } },
  },
  namedPort: 'destinationNamedPort',
};

const range = object({ start: port, end: port }, { required: ['start', 'end'], rule: rangeRule });

const destination: Schema = openObject({
  destinationPort: openObject({ number: port, range }, exactlyOne(['number', 'range'], 'open')),
});

const form: RuleForm = {
  vocabulary: clusterNetworkPolicyWords,
  actions: ['Accept', 'Deny', 'Pass'],
  maxItems: 25,
  item: openObject(
    { tcp: destination, udp: destination, sctp: destination, destinationNamedPort: text() },
    exactlyOne(['tcp', 'udp', 'sctp', 'destinationNamedPort'], 'open'),
  ),
  requiredSelectors: ['podSelector'],
};

const spec = object(
  {
    tier: oneOf('Admin', 'Baseline'),
    priority: integer(0, 1000),
    subject: subjectSchema(form.requiredSelectors),
    ingress: rulesSchema('from', form),
    egress: rulesSchema('to', form),
  },
  { required: ['tier', 'priority', 'subject'] },
);

/** v1beta1 is announced as v1alpha2 under a new name. */
export const clusterNetworkPolicy: Kind<TieredSpec> = {
  kind: 'ClusterNetworkPolicy',
  group: 'policy.networking.k8s.io',
  versions: ['v1alpha2', 'v1beta1'],
  namespaced: false,
  schema: kubernetesObject(spec, { required: ['spec'] }),
  nulls: customResourceNulls,
};
