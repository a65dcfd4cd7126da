import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Policy, Stage } from '../../ir/policy.ts';
import { directions } from '../../ir/policy.ts';
import { didYouMean } from '../../manifest/suggest.ts';
import { type BuiltinRule, builtinPolicy } from '../shared/builtin.ts';
import type { PolicyObject } from '../shared/kind.ts';
import type { LoweredPolicy } from '../shared/lowered.ts';
import { diagnose } from '../shared/read.ts';
import type { HostEndpoint, ProtectedNode } from './facts/host-endpoints.ts';
import { atInterface, endingAt, isInterface } from './interface-stages.ts';
import type { Context } from './lower/context.ts';
import { hostsNamed } from './lower/hosts.ts';
import { withRules } from './lower/policy.ts';
import { interfaceStageOf, loneStage } from './stages.ts';
import type { ProfileSpec } from './types.ts';

type Profiles = readonly PolicyObject<ProfileSpec>[];

/** The profile of automatic host endpoints, which is always there. */
const defaultAllow = 'projectcalico-default-allow';

/**
 * What decides at hosts that no policy did: the profiles of their endpoint in its order, then a denial. Pods need no
 * stage: the profile kns.NAMESPACE, which every pod has, allows both directions.
 */
export function profileStage(context: Context, profiles: Profiles): readonly Stage[] {
  if (context.protectedNodes.length === 0) return [];
  const { cluster } = context.inventory;
  const whole = context.protectedNodes
    .filter((host) => !isInterface(host))
    .flatMap((host) => [...profilesOf(host, profiles, context), endpointPolicy(host, context)]);
  const single = context.protectedNodes
    .filter(isInterface)
    .flatMap((host) => [
      ...profilesOf(host, profiles, context).map((lowered) => atInterface(lowered, host, cluster)),
      endingAt(host, '', 'deny', directions, cluster),
    ]);
  return [
    ...(whole.length === 0 ? [] : [loneStage(name, whole, 'deny')]),
    ...(single.length === 0 ? [] : [interfaceStageOf(name, single)]),
  ];
}

const name = 'Profiles';

function profilesOf({ node, endpoint }: ProtectedNode, profiles: Profiles, context: Context) {
  const subject = hostsNamed([node.name], context.inventory.cluster);
  return (endpoint.object.spec.profiles ?? []).flatMap((name): readonly LoweredPolicy[] => {
    const object = profiles.find((profile) => profile.name === name);
    if (object !== undefined) {
      const ref = { tier: '', kind: 'Profile', namespace: '', name };
      const source = object.manifest.source([]);
      return [withRules(object, { ref, subject, governs: directions, source }, context)];
    }
    if (name !== defaultAllow) return [];
    const rules = directions.map((direction): BuiltinRule => ({ direction, action: 'accept' }));
    return [builtinPolicy('', { kind: 'Datapath', name, value: 'accept' }, subject, rules)];
  });
}

/** Whatever governs it, an endpoint with a name denies what nothing allows. */
function endpointPolicy({ node, endpoint }: ProtectedNode, { inventory }: Context): LoweredPolicy {
  const source = endpoint.object.manifest.source([]);
  const policy: Policy = {
    ref: { tier: '', kind: 'HostEndpoint', namespace: '', name: endpoint.name },
    subject: hostsNamed([node.name], inventory.cluster),
    governs: directions,
    source,
  };
  return { policy, subjectSource: source, rules: { ingress: [], egress: [] } };
}

/** Profiles that host endpoints name and nobody defines. */
export function unknownProfiles(
  endpoints: readonly HostEndpoint[],
  profiles: Profiles,
): readonly Diagnostic[] {
  const known = [defaultAllow, ...profiles.map(({ name }) => name)];
  return endpoints.flatMap(({ object }) =>
    (object.spec.profiles ?? []).flatMap((name, index) => {
      if (known.includes(name)) return [];
      const hint = didYouMean(name, known);
      const message = `there is no Profile ${name}: it allows nothing`;
      const violation = { path: ['spec', 'profiles', index], code: 'unknown-profile', message };
      const severity = 'warning' as const;
      return diagnose(object.manifest, [{ ...violation, severity, ...(hint !== undefined && { hint }) }]);
    }),
  );
}
