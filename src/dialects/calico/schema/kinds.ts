import { ignoredRules } from '../../shared/ignored-rules.ts';
import type { Kind } from '../../shared/kind.ts';
import type { NullReading } from '../../shared/nulls.ts';
import {
  kubernetesObject,
  list,
  object,
  oneOf,
  type Properties,
  type Schema,
  text,
} from '../../shared/schema.ts';
import { labelMapRule } from '../../shared/selector.ts';
import type { Rule } from '../../shared/violation.ts';
import {
  type HostEndpointSpec,
  type NetworkSetSpec,
  type PolicySpec,
  type ProfileSpec,
  stagedActions,
  type TierSpec,
} from '../types.ts';
import { netList } from './nets.ts';
import { hostEndpointRule, preDnatRule, tierRule } from './object-rules.ts';
import { rules } from './rule.ts';
import { addressText, policyTypes, port, protocol, selector } from './values.ts';

/** The two groups hold the same objects: the API server's, and the stored ones behind it. */
const groups = [
  { group: 'projectcalico.org', version: 'v3' },
  { group: 'crd.projectcalico.org', version: 'v1' },
] as const;

const nulls: NullReading = { items: 'keep', labels: 'keep' };

/** One kind in both groups. */
export type BothGroups<Spec> = readonly Kind<Spec>[];

function kinds<Spec>(kind: string, namespaced: boolean, schema: Schema): BothGroups<Spec> {
  return groups.map(({ group, version }) => ({
    kind,
    group,
    versions: [version],
    namespaced,
    schema,
    nulls,
  }));
}

const number: Schema = { type: 'number' };
const boolean: Schema = { type: 'boolean' };
const staged = { stagedAction: oneOf(...stagedActions) };

function policySpec(scope: 'namespaced' | 'global', further: Properties, rule: readonly Rule[] = []): Schema {
  const fields = {
    tier: text(),
    order: number,
    ingress: rules('ingress', scope),
    egress: rules('egress', scope),
    selector,
    types: policyTypes,
    serviceAccountSelector: selector,
    performanceHints: list(oneOf('AssumeNeededOnEveryNode')),
    ...further,
  };
  return object(fields, { rule: [...rule, ignoredRules('types')] });
}

const globalFields: Properties = {
  doNotTrack: boolean,
  preDNAT: boolean,
  applyOnForward: boolean,
  namespaceSelector: selector,
};

export const networkPolicy = kinds<PolicySpec>(
  'NetworkPolicy',
  true,
  kubernetesObject(policySpec('namespaced', {})),
);
export const globalNetworkPolicy = kinds<PolicySpec>(
  'GlobalNetworkPolicy',
  false,
  kubernetesObject(policySpec('global', globalFields, [preDnatRule])),
);
export const stagedNetworkPolicy = kinds<PolicySpec>(
  'StagedNetworkPolicy',
  true,
  kubernetesObject(policySpec('namespaced', staged)),
);
export const stagedGlobalNetworkPolicy = kinds<PolicySpec>(
  'StagedGlobalNetworkPolicy',
  false,
  kubernetesObject(policySpec('global', { ...globalFields, ...staged }, [preDnatRule])),
);

export const tier = kinds<TierSpec>(
  'Tier',
  false,
  kubernetesObject(object({ order: number, defaultAction: oneOf('Deny', 'Pass') }), { rule: tierRule }),
);

const endpointPort = object({ name: text(), protocol, port }, { required: ['name', 'protocol', 'port'] });

export const hostEndpoint = kinds<HostEndpointSpec>(
  'HostEndpoint',
  false,
  kubernetesObject(
    object(
      {
        node: text({ max: 253 }),
        interfaceName: text({ max: 15 }),
        expectedIPs: list(addressText),
        profiles: list(text()),
        ports: list(endpointPort),
      },
      { rule: hostEndpointRule },
    ),
    { required: ['spec'] },
  ),
);

const nets = object({ nets: netList('with-bare-addresses') });

export const networkSet = kinds<NetworkSetSpec>('NetworkSet', true, kubernetesObject(nets));
export const globalNetworkSet = kinds<NetworkSetSpec>('GlobalNetworkSet', false, kubernetesObject(nets));

export const profile = kinds<ProfileSpec>(
  'Profile',
  false,
  kubernetesObject(
    object({
      ingress: rules('ingress', 'global'),
      egress: rules('egress', 'global'),
      labelsToApply: { type: 'object', rule: labelMapRule },
    }),
  ),
);

/** All of them, in both groups. */
export const calicoKinds: readonly Kind<unknown>[] = [
  ...networkPolicy,
  ...globalNetworkPolicy,
  ...stagedNetworkPolicy,
  ...stagedGlobalNetworkPolicy,
  ...tier,
  ...hostEndpoint,
  ...networkSet,
  ...globalNetworkSet,
  ...profile,
];
