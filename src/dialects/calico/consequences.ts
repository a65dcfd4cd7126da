import type { Manifest } from '../../manifest/manifest.ts';
import type { Consequence } from '../shared/absent.ts';
import { networkPolicy as kubernetesPolicy } from '../shared/upstream/network-policy/index.ts';
import { tieredKinds } from '../shared/upstream/tiered/index.ts';
import { isObject } from '../shared/violation.ts';
import {
  globalNetworkPolicy,
  globalNetworkSet,
  hostEndpoint,
  networkPolicy,
  networkSet,
  profile,
  stagedGlobalNetworkPolicy,
  stagedNetworkPolicy,
  tier,
} from './schema/kinds.ts';
import { stagedKubernetes } from './upstream/network-policy.ts';
import { ownTiers, type Release } from './versions.ts';

const notStaged =
  'the pending answer leaves it out, and keeps the policy that it would edit; nothing else changes';

/** What holds in place of a refused policy. */
export const policyConsequences: readonly Consequence[] = [
  { kinds: [...networkPolicy, ...globalNetworkPolicy], instead: withoutPolicy },
  {
    kinds: [...stagedNetworkPolicy, ...stagedGlobalNetworkPolicy, ...stagedKubernetes],
    instead: notStaged,
  },
  {
    kinds: [kubernetesPolicy],
    instead:
      'none of its rules is in force, and it isolates no pod: without another policy its pods allow all',
  },
  {
    kinds: tieredKinds,
    instead: 'none of its rules is in force, and traffic goes on to the next policies and tiers',
  },
];

/** And in place of what policies refer to, which the cluster dump may hold too. */
export function factConsequences(release: Release): readonly Consequence[] {
  return [
    { kinds: tier, instead: (manifest) => withoutTier(manifest, release) },
    { kinds: hostEndpoint, instead: withoutEndpoint },
    {
      kinds: [...networkSet, ...globalNetworkSet],
      instead: 'no selector finds its addresses: rules that mean them do not match, those of notSelector do',
    },
    {
      kinds: profile,
      instead: 'host endpoints that name it take no labels from it, and deny what only it would allow',
    },
  ];
}

/** A policy that is not there ends no tier: the default action is for endpoints that another one governs. */
function withoutPolicy({ value: { spec } }: Manifest): string {
  const { preDNAT, doNotTrack, tier: named } = isObject(spec) ? spec : {};
  if (preDNAT === true || doNotTrack === true) {
    return 'none of its rules is in force, and traffic of its hosts goes on to the ordinary policies';
  }
  const name = typeof named === 'string' && named !== '' ? named : 'default';
  return `none of its rules is in force, and endpoints that no other policy of the tier ${name} governs pass that tier`;
}

function withoutTier({ name }: Manifest, release: Release): string {
  const own = ownTiers(release).find((each) => each.name === name);
  return own === undefined
    ? 'policies of this tier are refused too'
    : `the tier keeps order ${own.order} and default action ${own.ending === 'deny' ? 'Deny' : 'Pass'}`;
}

function withoutEndpoint({ value: { spec } }: Manifest): string {
  const { node } = isObject(spec) ? spec : {};
  const whose = typeof node === 'string' && node !== '' ? `node ${node}` : 'its node';
  return `${whose} is judged by its other host endpoints, or not at all, and no selector finds its addresses`;
}
