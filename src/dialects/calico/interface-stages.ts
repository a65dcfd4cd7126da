import type { Direction, Peer, Policy, Rule, Stage } from '../../ir/policy.ts';
import { directions } from '../../ir/policy.ts';
import type { LoweredPolicy } from '../shared/lowered.ts';
import { intersection, networksOf } from './facts/address-sets.ts';
import type { ProtectedNode } from './facts/host-endpoints.ts';
import { hostsNamed } from './lower/hosts.ts';

/**
 * Nodes with several host endpoints: which of them is asked depends on the node's own address of the connection, so
 * their policies stand in stages of their own, each rule with that address as its own end. What ends such a stage is
 * a rule too, since the ending of a stage would hold for all addresses of the node.
 */
export type Interface = ProtectedNode & { readonly at: NonNullable<ProtectedNode['at']> };

export function isInterface(host: ProtectedNode): host is Interface {
  return host.at !== undefined;
}

/** The policy at one interface. */
export function atInterface(
  { policy, subjectSource, rules }: LoweredPolicy,
  host: Interface,
  cluster: string,
): LoweredPolicy {
  const own: Policy = { ...policy, subject: hostsNamed([host.node.name], cluster) };
  const narrow = (direction: Direction) =>
    rules[direction].map((rule) => ({ ...rule, policy: own, local: narrowed(rule, host) }));
  return {
    policy: own,
    subjectSource,
    rules: { ingress: narrow('ingress'), egress: narrow('egress') },
  };
}

function narrowed({ local, source }: Rule, { at }: Interface): readonly Peer[] {
  return (local ?? [{ source }]).flatMap((peer): readonly Peer[] => {
    const notNetworks = [...(peer.notNetworks ?? []), ...(at.notNetworks ?? [])];
    const networks = common(peer.networks, at.networks);
    if (networks?.length === 0) return [];
    return [{ ...peer, notNetworks, ...(networks !== undefined && { networks }) }];
  });
}

function common(a: Peer['networks'], b: Peer['networks']): Peer['networks'] {
  if (a === undefined || b === undefined) return a ?? b;
  const cidrs = (networks: typeof a) => networks.map(({ cidr }) => cidr);
  return networksOf(intersection(cidrs(a), cidrs(b)));
}

/** The default action of a tier, or the denial behind the profiles, as the last rule at this interface. */
export function endingAt(
  host: Interface,
  name: string,
  ending: Exclude<Stage['ending'], 'none'>,
  governed: readonly Direction[],
  cluster: string,
): LoweredPolicy {
  const source = host.endpoint.object.manifest.source([]);
  const policy: Policy = {
    ref: { tier: name, kind: 'HostEndpoint', namespace: '', name: host.endpoint.name },
    subject: hostsNamed([host.node.name], cluster),
    governs: governed,
    source,
  };
  const rule = (direction: Direction): Rule => ({
    ...{ policy, direction, index: 0, name: 'default action', action: ending, source },
    local: [{ ...host.at, source }],
  });
  const rules = directions.filter((each) => governed.includes(each)).map(rule);
  const of = (direction: Direction) => rules.filter((each) => each.direction === direction);
  return { policy, subjectSource: source, rules: { ingress: of('ingress'), egress: of('egress') } };
}
