import type { Entity } from '../ir/entity.ts';
import { type Attribute, attributeOf } from '../ir/expression.ts';
import type { NamedPort, Peer, PortMatch, Rule, TrafficMatch } from '../ir/policy.ts';
import { addBit, type Bits, emptyBits, hasBit, intersection, isWithin } from './bits.ts';
import type { Budget } from './bounds.ts';
import { type Groups, namedPortsOf, portsNamed } from './groups.ts';
import type { Identities } from './identities.ts';
import { joinRelations, relationOf } from './relation.ts';
import type { Selections } from './selections.ts';
import type { NumericPort, NumericTraffic } from './traffic.ts';

/** A rule as it stands in a program: which groups its peers are, and which traffic, names resolved. */
export interface Entry {
  readonly id: number;
  readonly rule: Rule;
  /** Undefined: all groups. */
  readonly groups: Bits | undefined;
  /** Undefined: any traffic. */
  readonly traffic: readonly NumericTraffic[] | undefined;
}

/** Turns rules into entries; a rule that asks for the same gives the same entries. */
export class Entries {
  readonly all: Entry[] = [];
  readonly #identities: Identities;
  readonly #selections: Selections;
  readonly #groups: Groups;
  readonly #byRule = new Map<Rule, KnownRule>();
  readonly #remotes = new Map<readonly Peer[], Bits>();
  readonly #servers = new Map<string, readonly ServerGroups[]>();
  readonly #budget: Budget;

  constructor(parts: {
    identities: Identities;
    selections: Selections;
    groups: Groups;
    budget: Budget;
  }) {
    this.#budget = parts.budget;
    this.#identities = parts.identities;
    this.#selections = parts.selections;
    this.#groups = parts.groups;
  }

  /** The entries of a rule for a subject of this identity: none to several, all behind each other. */
  of(rule: Rule, identity: number): readonly Entry[] {
    let known = this.#byRule.get(rule);
    if (known === undefined) {
      known = this.#read(rule);
      this.#byRule.set(rule, known);
    }
    const key = known.isAlike ? '' : this.#key(known, rule, identity);
    let entries = known.entries.get(key);
    if (entries === undefined) {
      entries = this.#create(rule, identity, known.named, known.attributes.length > 0);
      known.entries.set(key, entries);
    }
    return entries;
  }

  #read(rule: Rule): KnownRule {
    const named = namedPortsOf(rule);
    const { attributes } = joinRelations([
      ...(rule.remote ?? []).flatMap(relationsOf),
      ...named.flatMap(({ of }) => (of === undefined ? [] : [relationOf(of)])),
    ]);
    const isAlike = attributes.length === 0 && !asksOwn(rule, named);
    return { named, attributes, isAlike, entries: new Map() };
  }

  /** Equal for subjects that have the same entries. */
  #key({ named, attributes }: KnownRule, rule: Rule, identity: number): string {
    const subject = this.#identities.samples[identity];
    const values = attributes.map((attribute) => attributeOf(subject, attribute) ?? '\u0001');
    const own = asksOwn(rule, named) ? resolutionKey(this.#own(named, identity)) : '';
    return `${values.join('\u0000')}\u0000${own}`;
  }

  #create(rule: Rule, identity: number, named: readonly NamedPort[], isRelated: boolean): readonly Entry[] {
    // So much for its own set of groups, for what of it has the family, and for asking every group about named ports.
    const sets = 1 + Number(rule.family !== undefined) + named.length;
    this.#budget.spend('entryBits', this.#groups.size * sets);
    const groups = this.#remote(rule, isRelated ? this.#identities.samples[identity] : undefined);
    if (named.length === 0) return [this.#entry(rule, groups, rule.traffic as readonly NumericTraffic[])];
    if (rule.direction === 'ingress') {
      return [this.#entry(rule, groups, resolved(rule.traffic ?? [], this.#own(named, identity)))];
    }
    return this.#serverGroups(named, this.#identities.samples[identity]).map((servers) =>
      this.#entry(
        rule,
        groups === undefined ? servers.groups : intersection(groups, servers.groups),
        resolved(rule.traffic ?? [], servers.ports),
      ),
    );
  }

  #entry(rule: Rule, groups: Entry['groups'], traffic: Entry['traffic']): Entry {
    const entry = { id: this.all.length, rule, groups, traffic };
    this.all.push(entry);
    return entry;
  }

  #remote({ remote, family }: Rule, subject: Entity | undefined): Bits | undefined {
    if (remote === undefined) return family === undefined ? undefined : this.#groups.ofFamily(family);
    let bits = subject === undefined ? this.#remotes.get(remote) : undefined;
    if (bits === undefined) {
      bits = this.#groups.ofPeers(remote, subject);
      if (subject === undefined) this.#remotes.set(remote, bits);
    }
    if (family === undefined || isWithin(bits, this.#groups.ofFamily(family))) return bits;
    return intersection(bits, this.#groups.ofFamily(family));
  }

  /** At the subject itself. */
  #own(named: readonly NamedPort[], identity: number): Resolution {
    const server = this.#identities.samples[identity];
    return named.map((port) =>
      portsNamed(port, server, (of) => hasBit(this.#selections.of(of, 'self'), identity)),
    );
  }

  /** The groups by what the names mean at whoever is in them. */
  #serverGroups(named: readonly NamedPort[], subject: Entity): readonly ServerGroups[] {
    const isPlain = named.every(({ of }) => of === undefined);
    const key = isPlain ? named.map(({ name }) => name).join() : undefined;
    const known = key === undefined ? undefined : this.#servers.get(key);
    if (known !== undefined) return known;
    const found = this.#readServerGroups(named, subject);
    if (key !== undefined) this.#servers.set(key, found);
    return found;
  }

  #readServerGroups(named: readonly NamedPort[], subject: Entity): readonly ServerGroups[] {
    const found = new Map<string, ServerGroups>();
    for (const [number, { identities }] of this.#groups.all.entries()) {
      const ports = named.map((port) => identities.flatMap((one) => this.#at(port, one, subject)));
      const key = resolutionKey(ports);
      let servers = found.get(key);
      if (servers === undefined) {
        servers = { ports, groups: emptyBits(this.#groups.size) };
        found.set(key, servers);
      }
      addBit(servers.groups, number);
    }
    return [...found.values()];
  }

  #at(port: NamedPort, identity: number, subject: Entity): Resolution[number] {
    const server = this.#identities.samples[identity];
    return portsNamed(port, server, (of) => hasBit(this.#selections.of(of, subject), identity));
  }
}

/** What of a rule is asked for every subject. */
interface KnownRule {
  readonly named: readonly NamedPort[];
  /** That it compares with those of the subject. */
  readonly attributes: readonly Attribute[];
  /** All subjects have the same entries. */
  readonly isAlike: boolean;
  readonly entries: Map<string, readonly Entry[]>;
}

/** By named port of a rule: what it means. */
export type Resolution = readonly (readonly { readonly port: number; readonly protocol: number }[])[];

interface ServerGroups {
  readonly ports: Resolution;
  readonly groups: Bits;
}

/** Named ports of an ingress rule are those of the subject. */
function asksOwn({ direction }: Rule, named: readonly NamedPort[]): boolean {
  return direction === 'ingress' && named.length > 0;
}

function relationsOf({ entity, notEntity }: Peer) {
  return [entity, notEntity].flatMap((expression) =>
    expression === undefined ? [] : relationOf(expression),
  );
}

export function resolutionKey(resolution: Resolution): string {
  return resolution.map((ports) => ports.map(({ port, protocol }) => `${protocol}/${port}`).join()).join(';');
}

/** The traffic with numbers in place of names; `resolution` is in the order of namedPortsOf. */
export function resolved(
  traffic: readonly TrafficMatch[],
  resolution: Resolution,
): readonly NumericTraffic[] {
  const rest = [...resolution];
  const numbers = (ports: readonly PortMatch[]): readonly NumericPort[] =>
    ports.flatMap((port) => {
      if (!('name' in port)) return [port];
      return (rest.shift() ?? []).map((own) => ({ from: own.port, to: own.port, protocol: own.protocol }));
    });
  return traffic.map(({ destinationPorts, notDestinationPorts, ...match }) => ({
    ...match,
    ...(destinationPorts && { destinationPorts: numbers(destinationPorts) }),
    ...(notDestinationPorts && { notDestinationPorts: numbers(notDestinationPorts) }),
  }));
}
