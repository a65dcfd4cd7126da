import type { Attribute, Expression } from '../ir/expression.ts';
import type { NamedPort, Peer, PolicySet, Rule, Stage } from '../ir/policy.ts';
import { directions } from '../ir/policy.ts';
import type { Cidr } from '../net/cidr.ts';
import { attributeKey, relationOf } from './relation.ts';

/** All stages of a set: those of endpoints, and those of nodes that forward. */
export function stagesOf(set: PolicySet): readonly Stage[] {
  return [...set.stages, ...(set.forwarding?.stages ?? [])];
}

export function peersOf(set: PolicySet): readonly Peer[] {
  return rulesOf(set).flatMap(({ remote = [], local = [] }) => [...remote, ...local]);
}

export function rulesOf(set: PolicySet): readonly Rule[] {
  return stagesOf(set).flatMap((stage) => directions.flatMap((direction) => stage.rules[direction]));
}

/** What the policies of a set can tell entities and addresses apart by. */
export class Mentions {
  readonly attributes = new Map<string, Attribute>();
  readonly portNames = new Set<string>();
  readonly prefixes: Cidr[] = [];
  /** Some rule is for one family only. */
  family = false;
  /** Some rule asks whether two ends share a node. */
  sharedNode = false;
  /** What asks so of peers, and of those that have a port of a name. */
  readonly ofSharedNode = new Set<Expression>();
  /** Some rule goes by DNS names. */
  names = false;
  readonly #seen = new Set<object>();

  constructor(set: PolicySet) {
    for (const stage of stagesOf(set)) for (const { subject } of stage.policies) this.#expression(subject);
    for (const rule of rulesOf(set)) this.#rule(rule);
  }

  #rule(rule: Rule): void {
    if (rule.family !== undefined) this.family = true;
    this.#expression(rule.policy.subject);
    if (rule.subject !== undefined) this.#expression(rule.subject);
    for (const peers of [rule.remote, rule.local]) if (peers !== undefined) this.#peers(peers);
    for (const match of this.#isNew(rule.traffic) ? (rule.traffic ?? []) : []) {
      for (const port of [...(match.destinationPorts ?? []), ...(match.notDestinationPorts ?? [])]) {
        if ('name' in port) this.#namedPort(port);
      }
    }
  }

  #namedPort({ name, of }: NamedPort): void {
    this.portNames.add(name);
    this.#other(of);
  }

  #peers(peers: readonly Peer[]): void {
    if (this.#isNew(peers)) for (const peer of peers) this.#peer(peer);
  }

  #peer(peer: Peer): void {
    if (!this.#isNew(peer)) return;
    this.#other(peer.entity);
    this.#other(peer.notEntity);
    if (peer.domainNames !== undefined) this.names = true;
    if (this.#isNew(peer.networks)) {
      for (const { cidr, except } of peer.networks ?? []) {
        this.prefixes.push(cidr);
        this.#mention(except);
      }
    }
    if (this.#isNew(peer.notNetworks)) this.#mention(peer.notNetworks ?? []);
  }

  /** One by one: there may be more than a call takes arguments. */
  #mention(cidrs: readonly Cidr[]): void {
    for (const cidr of cidrs) this.prefixes.push(cidr);
  }

  /** Of who is at the other end. */
  #other(expression: Expression | undefined): void {
    if (expression === undefined) return;
    if (relationOf(expression).node) this.ofSharedNode.add(expression);
    this.#expression(expression);
  }

  /** Of tests none is remembered: there may be millions, and reading one again takes less. */
  #expression(expression: Expression): void {
    if ('attribute' in expression) this.#attribute(expression.attribute, expression.op);
    else if ('terms' in expression) {
      if (this.#isNew(expression)) for (const term of expression.terms) this.#expression(term);
    } else if ('term' in expression) this.#expression(expression.term);
  }

  /** Whether two ends share a node is asked of pairs: see relation.ts. An entity shares one with itself if it has one. */
  #attribute(attribute: Attribute, op: Expression['op']): void {
    if (op === 'sameAsSubject' && attribute.of === 'node') {
      this.sharedNode = true;
      return;
    }
    this.attributes.set(attributeKey(attribute), attribute);
  }

  #isNew(part: object | undefined): boolean {
    if (part === undefined || this.#seen.has(part)) return false;
    this.#seen.add(part);
    return true;
  }
}
