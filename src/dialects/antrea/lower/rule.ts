import type { FieldPath } from '../../../diagnostics/source.ts';
import type { ServiceRef } from '../../../ir/connection.ts';
import { and, type Expression } from '../../../ir/expression.ts';
import type { Action, Direction, Peer, Policy, Rule } from '../../../ir/policy.ts';
import { membersOf } from '../../shared/scope.ts';
import { pods } from '../selection.ts';
import type { AntreaPeer, AntreaRule, PeerService } from '../types.ts';
import type { Applied } from './applied-to.ts';
import { type Context, warn } from './context.ts';
import { igmpMatches } from './igmp.ts';
import { lowerPeer } from './peers.ts';
import type { NamespacedSubjects } from './per-namespace.ts';
import { lowerRequests } from './request.ts';
import { lowerTraffic } from './traffic.ts';

const actions: Readonly<Record<AntreaRule['action'], Action>> = {
  Allow: 'accept',
  Drop: 'deny',
  Reject: 'reject',
  Pass: 'pass',
};

/** One rule of an object, and to whom it is applied. */
export interface RulePlace {
  readonly context: Context;
  readonly policy: Policy;
  readonly direction: Direction;
  readonly index: number;
  readonly applied: Applied;
  readonly namespaced: NamespacedSubjects;
}

/** Whom a rule is about. */
type Part = Pick<Rule, 'remote' | 'local' | 'service' | 'traffic'> & { readonly subject: Expression };

/**
 * The rules that one of the object becomes; they have its index, and so no other comes between them. Peers that
 * depend on the subject's namespace are rules of their own, as in Antrea's controller.
 */
export function lowerRule(place: RulePlace, rule: AntreaRule): readonly Rule[] {
  const { context, policy, direction, index } = place;
  const traffic = lowerTraffic(rule, pods(context.inventory.cluster));
  return partsOf(place, rule).flatMap(({ subject, ...part }) =>
    withRequests(rule, {
      policy,
      direction,
      index,
      name: rule.name ?? '',
      action: actions[rule.action],
      // Rules for nodes are iptables rules, and Pass is a target that these do not have: it does nothing.
      subject: rule.action === 'Pass' ? and(pods(context.inventory.cluster), subject) : subject,
      ...(traffic === undefined ? {} : { traffic }),
      ...part,
      source: context.object.manifest.source(['spec', direction, index]),
    }),
  );
}

/** All packets of the match go to the L7 engine: what it does not allow is refused, and no later rule is asked. */
function withRequests({ l7Protocols = [] }: AntreaRule, rule: Rule): readonly Rule[] {
  const requests = lowerRequests(l7Protocols);
  if (requests.length === 0) return [rule];
  return requests.map((request, at) => {
    const onOtherRequest = at === requests.length - 1 ? 'refuse' : 'next-rule';
    return { ...rule, request, onOtherRequest };
  });
}

function partsOf(place: RulePlace, rule: AntreaRule): readonly Part[] {
  const { context, direction, index, applied, namespaced } = place;
  const { subject } = applied;
  if (applied.services !== undefined) return [nodePortPart(place, rule, applied.services)];
  if (rule.toServices !== undefined) return [{ subject, service: services(place, rule.toServices) }];
  if (rule.protocols?.some(({ igmp }) => igmp !== undefined)) {
    return igmpMatches(context, direction, index, rule.protocols).map((match) => ({ subject, ...match }));
  }
  const written = (direction === 'ingress' ? rule.from : rule.to) ?? [];
  const peersOf = (wanted: (peer: AntreaPeer) => boolean): readonly Peer[] =>
    written.flatMap((peer, at) => (wanted(peer) ? lowerPeer(context, peer, pathOf(place, at)) : []));
  const plain = peersOf(({ namespaces }) => namespaces === undefined);
  const self = peersOf(({ namespaces }) => namespaces?.match === 'Self');
  const same = peersOf(({ namespaces }) => (namespaces?.sameLabels ?? []).length > 0);
  const isForAll = !written.some(isPeer);
  return [
    ...(plain.length > 0 ? [{ subject, remote: plain }] : isForAll ? [{ subject }] : []),
    ...(self.length > 0 ? [{ subject: namespaced.self, remote: self }] : []),
    ...(same.length > 0 ? [{ subject: namespaced.sameLabels, remote: same }] : []),
  ];
}

/** The controller drops a peer that has `sameLabels` without a label. */
function isPeer({ namespaces }: AntreaPeer): boolean {
  return namespaces?.match !== undefined || namespaces?.sameLabels?.length !== 0;
}

function pathOf({ direction, index }: RulePlace, at: number): FieldPath {
  return ['spec', direction, index, direction === 'ingress' ? 'from' : 'to', at];
}

/** Matched by the group of backends that AntreaProxy chose: by nothing that is sent to a backend directly. */
function services(place: RulePlace, wanted: readonly PeerService[]): readonly ServiceRef[] {
  const { context, direction, index } = place;
  const path: FieldPath = ['spec', direction, index, 'toServices'];
  if (context.options['antrea-proxy'] === 'off') {
    warn(context, 'gate-off', path, 'AntreaProxy is off: a rule with toServices matches nothing');
    return [];
  }
  return wanted.flatMap(({ namespace: written, name, scope }, at) => {
    const namespace = written || context.object.namespace;
    return scope === 'ClusterSet'
      ? importedService(context, { namespace, name }, [...path, at, 'scope'])
      : [{ namespace, name }];
  });
}

/** A Service of the set is there in each member as one of its own, under this prefix (ToMCResourceName). */
const importPrefix = 'antrea-mc-';

function importedService(context: Context, asked: ServiceRef, path: FieldPath): readonly ServiceRef[] {
  const name = `${importPrefix}${asked.name}`;
  if (context.options['stretched-network-policy'] === 'off') {
    const message = 'stretched policies are off: a Service of scope ClusterSet is passed over';
    warn(context, 'cluster-set-scope', path, message);
    return [];
  }
  if (context.inventory.service(asked.namespace, name) === undefined) {
    const message = `ClusterSet: Antrea matches the imported Service ${asked.namespace}/${name}, which is not in the inventory: nothing is matched`;
    warn(context, 'cluster-set-scope', path, message);
  }
  return [{ namespace: asked.namespace, name }];
}

/** Clients of the Service that are outside the cluster; the connection is judged where its backend is. */
function nodePortPart(place: RulePlace, { from = [] }: AntreaRule, service: readonly ServiceRef[]): Part {
  const { context, applied } = place;
  const notEntity = membersOf(context.inventory.cluster, 'pod', 'host-network-pod', 'node');
  const source = context.object.manifest.source(['spec', place.direction, place.index]);
  const blocks = from.flatMap((peer, at) => lowerPeer(context, peer, pathOf(place, at)));
  const remote = from.length === 0 ? [{ notEntity, source }] : blocks.map((peer) => ({ ...peer, notEntity }));
  return { subject: applied.subject, service, remote };
}
