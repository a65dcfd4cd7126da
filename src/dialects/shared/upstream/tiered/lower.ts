import type { FieldPath, Source } from '../../../../diagnostics/source.ts';
import { and, type Expression } from '../../../../ir/expression.ts';
import type { Action, Direction, Peer, Policy, Rule } from '../../../../ir/policy.ts';
import type { Manifest } from '../../../../manifest/manifest.ts';
import { toCidr } from '../../cidr.ts';
import { domainNamePattern } from '../../domain-name.ts';
import type { PolicyObject } from '../../kind.ts';
import type { LoweredPolicy } from '../../lowered.ts';
import { membersOf } from '../../scope.ts';
import { selectorExpression } from '../../selector.ts';
import { lowerItems } from './traffic.ts';
import type { Selection, Tier, TieredPeer, TieredRule, TieredSpec } from './types.ts';
import { unknownParts, type Vocabulary } from './vocabulary.ts';

/** A tiered kind: how its objects are worded, and the tier they belong to where they do not say. */
export interface TieredKind {
  readonly vocabulary: Vocabulary;
  readonly tier?: Tier;
}

/** Order of the policies of a tier: the lower number first. The baseline kind of v1alpha1 has none and is last. */
export interface LoweredTiered extends LoweredPolicy {
  readonly tier: Tier;
  readonly priority: number;
  readonly prioritySource: Source;
  readonly manifest: Manifest;
}

/**
 * What a peer that the reader does not know does to its rule. `spoils-rule`, as the API text asks: an Accept rule
 * matches nothing, Deny and Pass rules deny everything, and so does a denial by domain names. `spoils-peer`
 * (antrea-io/antrea pkg/controller/networkpolicy/clusternetworkpolicy.go): a Deny rule is for any address, in others
 * the peer matches nothing, and names can be denied.
 */
export type Unsupported = 'spoils-rule' | 'spoils-peer';

export interface TieredReading {
  readonly cluster: string;
  readonly unsupported: Unsupported;
}

interface Place extends TieredReading {
  readonly object: PolicyObject<TieredSpec>;
  readonly vocabulary: Vocabulary;
  readonly policy: Policy;
}

/** Nothing is isolated by such a policy: it governs no direction, and what no rule matches goes on. */
export function lowerTiered(
  object: PolicyObject<TieredSpec>,
  kind: TieredKind,
  reading: TieredReading,
): LoweredTiered {
  const { name, spec, manifest } = object;
  const tier = kind.tier ?? spec.tier ?? 'Admin';
  const policy: Policy = {
    ref: { tier, kind: object.kind, namespace: '', name },
    subject: selection(spec.subject, reading.cluster),
    governs: [],
    source: manifest.source([]),
  };
  const place = { object, vocabulary: kind.vocabulary, ...reading, policy };
  return {
    policy,
    subjectSource: manifest.source(['spec', 'subject']),
    prioritySource: manifest.source(['spec', 'priority']),
    manifest,
    tier,
    priority: spec.priority ?? Number.POSITIVE_INFINITY,
    rules: { ingress: lowerRules(place, 'ingress'), egress: lowerRules(place, 'egress') },
  };
}

/** Pods of namespaces, or pods by their own labels too. Never pods of the host network (API text). */
function selection({ namespaces, pods }: Selection, cluster: string): Expression {
  return and(
    membersOf(cluster, 'pod'),
    selectorExpression(namespaces ?? pods?.namespaceSelector, 'namespaceLabel'),
    selectorExpression(pods?.podSelector, 'label'),
  );
}

function lowerRules(place: Place, direction: Direction): readonly Rule[] {
  return (place.object.spec[direction] ?? []).map((rule, index) => ({
    policy: place.policy,
    direction,
    index,
    name: rule.name ?? '',
    ...lowerRule(place, rule, direction, index),
    source: place.object.manifest.source(['spec', direction, index]),
  }));
}

/** What a rule does and to which connections. See failClosedRule for what it does not understand. */
function lowerRule(
  place: Place,
  rule: TieredRule,
  direction: Direction,
  index: number,
): Pick<Rule, 'action' | 'remote' | 'traffic'> {
  const field = direction === 'ingress' ? 'from' : 'to';
  const action = lowerAction(rule.action);
  const peers = rule[field] ?? [];
  const unknown = unknownParts(rule, field, place.vocabulary).filter(({ path }) => spoilsRule(place, path));
  if (unknown.length > 0 || (place.unsupported === 'spoils-rule' && isNameDenial(action, peers))) {
    return action === 'accept' ? { action, remote: [] } : { action: 'deny' };
  }
  const traffic = lowerItems(rule, membersOf(place.cluster, 'pod'));
  const matches = { action, ...(traffic === undefined ? {} : { traffic }) };
  const words = Object.keys(place.vocabulary.peers[field].fields);
  const known = peers.map((peer) => Object.keys(peer).some((name) => words.includes(name)));
  if (action === 'deny' && known.includes(false)) return matches;
  const remote = peers.map((peer, at) => lowerPeer(place, peer, ['spec', direction, index, field, at]));
  return { ...matches, remote: remote.filter((_, at) => known[at]) };
}

function spoilsRule({ unsupported }: Place, path: FieldPath): boolean {
  return unsupported === 'spoils-rule' || (path[0] !== 'from' && path[0] !== 'to');
}

/** A denial by name would leak by every name not seen yet, so it is read as a denial of everything. */
function isNameDenial(action: Action, peers: readonly TieredPeer[]): boolean {
  return action !== 'accept' && peers.some((peer) => peer.domainNames !== undefined);
}

function lowerAction(action: TieredRule['action']): Action {
  if (action === 'Deny') return 'deny';
  return action === 'Pass' ? 'pass' : 'accept';
}

function lowerPeer({ object, cluster }: Place, peer: TieredPeer, path: readonly (string | number)[]): Peer {
  const source = object.manifest.source(path);
  if (peer.networks !== undefined) {
    return { networks: peer.networks.map((text) => ({ cidr: toCidr(text), except: [] })), source };
  }
  if (peer.domainNames !== undefined) return { domainNames: peer.domainNames.map(domainNamePattern), source };
  if (peer.nodes !== undefined) {
    return { entity: and(membersOf(cluster, 'node'), selectorExpression(peer.nodes, 'label')), source };
  }
  return { entity: selection(peer, cluster), source };
}
