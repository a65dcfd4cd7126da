import { cidrRule } from '../../cidr.ts';
import { ignoredRules } from '../../ignored-rules.ts';
import type { Kind } from '../../kind.ts';
import { builtinNulls } from '../../nulls.ts';
import {
  kubernetesObject,
  list,
  object,
  oneOf,
  type Properties,
  port,
  type Schema,
  text,
} from '../../schema.ts';
import { builtinSelector } from '../../selector.ts';
import { endPortRule, exceptRule, peerRule, portValueRule } from './rules.ts';
import type { NetworkPolicySpec } from './types.ts';

const cidr = text({ rule: cidrRule('builtin') });

const ipBlock = object({ cidr, except: list(cidr) }, { required: ['cidr'], rule: exceptRule });

const peer = object(
  { podSelector: builtinSelector, namespaceSelector: builtinSelector, ipBlock },
  { rule: peerRule },
);

const portItem = object(
  {
    protocol: oneOf('TCP', 'UDP', 'SCTP'),
    port: { ...port, type: ['integer', 'string'], rule: portValueRule },
    endPort: port,
  },
  { rule: endPortRule },
);

const rule = (peers: 'from' | 'to'): Schema => object({ [peers]: list(peer), ports: list(portItem) });

/** The spec, with further fields where an engine has a kind of the same shape. */
export function networkPolicySpec(further: Properties = {}): Schema {
  return object(
    {
      podSelector: builtinSelector,
      policyTypes: list(oneOf('Ingress', 'Egress'), { max: 2 }),
      ingress: list(rule('from')),
      egress: list(rule('to')),
      ...further,
    },
    { rule: ignoredRules('policyTypes') },
  );
}

export const networkPolicy: Kind<NetworkPolicySpec> = {
  kind: 'NetworkPolicy',
  group: 'networking.k8s.io',
  versions: ['v1'],
  formerGroups: ['extensions'],
  namespaced: true,
  schema: kubernetesObject(networkPolicySpec()),
  nulls: builtinNulls,
};
