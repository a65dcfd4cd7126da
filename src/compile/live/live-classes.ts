import type { Entity } from '../../ir/entity.ts';
import type { NamedPort, Peer } from '../../ir/policy.ts';
import type { Cidr } from '../../net/cidr.ts';
import { type Resolution, resolutionKey } from '../rule-variants.ts';
import type { IdentityIndex } from './identity-index.ts';
import { PeerFinder } from './peer-finder.ts';
import { holdsAt, inNetworks, type PeerQuestion, resolutionAt, type Whereabouts } from './peer-set.ts';
import { NeedsRebuild } from './rebuild.ts';

/** Places that no rule tells apart. */
export interface LiveGroup extends Omit<Whereabouts, 'holders'> {
  readonly prefixNumber: number;
  readonly identities: readonly number[];
  holders: readonly Entity[];
  class: number;
}

/** A class that there was not before: a column of all tables. */
export interface NewClass {
  readonly class: number;
  /** The class of which it was a part; -1: of none. */
  readonly parent: number;
  /** Groups that went over to it. */
  readonly moved: readonly LiveGroup[];
}

interface ServerList {
  readonly named: readonly NamedPort[];
  readonly subject: Entity | undefined;
  readonly resolutions: Map<string, Resolution>;
}

/** Where somebody or nobody is, by the numbers that make a group. */
export interface GroupParts {
  readonly prefixNumber: number;
  readonly prefix: Cidr;
  readonly identities: readonly number[];
  readonly names: readonly string[];
}

/**
 * Groups of places, and classes: groups that stand in the same peer sets, as in compile/classes.ts. Peer sets and groups
 * can be added at any time; what that makes of the classes waits in `takeNew`.
 */
export class LiveClasses {
  readonly #samples: readonly Entity[];
  readonly #index: IdentityIndex;
  readonly #groups = new Map<string, LiveGroup>();
  readonly #byIdentity = new Map<number, LiveGroup[]>();
  readonly #byPrefix = new Map<number, LiveGroup[]>();
  readonly #prefixes: Cidr[] = [];
  /** By class. */
  readonly #inClass: Set<LiveGroup>[] = [];
  readonly #questions: PeerQuestion[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #finder = new PeerFinder();
  /** By peer set and class: 1 inside. */
  readonly #members: number[][] = [];
  /** By class: one character for each peer set. */
  #keys: string[] = [];
  #byBits = new Map<string, number>();
  #new: NewClass[] = [];
  readonly #servers = new Map<string, ServerList>();

  /** `samples`: by identity, an entity that has it; it grows. */
  constructor(samples: readonly Entity[], index: IdentityIndex) {
    this.#samples = samples;
    this.#index = index;
  }

  get size(): number {
    return this.#keys.length;
  }

  get peerSets(): number {
    return this.#questions.length;
  }

  /** To be called when identities have other samples. */
  refresh(): void {
    for (const group of this.#groups.values()) group.holders = this.#holders(group.identities);
    this.#finder.refresh();
  }

  takeNew(): readonly NewClass[] {
    const made = this.#new;
    this.#new = [];
    return made;
  }

  has(peerSet: number, ofClass: number): boolean {
    return this.#members[peerSet][ofClass] === 1;
  }

  /** `like`: a group that no peer set tells from it, if one is known. Throws NeedsRebuild. */
  group(parts: GroupParts, like?: LiveGroup): LiveGroup {
    const { prefixNumber, prefix, identities, names } = parts;
    const key = `${prefixNumber} ${identities.join()} ${JSON.stringify(names)}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      const holders = this.#holders(identities);
      const { family } = prefix.address;
      group = { prefixNumber, prefix, identities, names, family, holders, class: 0 };
      this.#checkServers(group);
      group.class = like?.class ?? this.#classOf(this.#bitsOf(parts, group));
      this.#enter(key, group);
    }
    return group;
  }

  /** Number of the peer set of a question; `key` and `seen`: see PeerFinder. */
  peerSet(key: string, seen: string, question: PeerQuestion): number {
    let number = this.#byKey.get(key);
    if (number === undefined) {
      number = this.#questions.push(question) - 1;
      this.#byKey.set(key, number);
      this.#finder.add(number, key, seen, question);
      this.#tellApart(question);
    }
    return number;
  }

  /** All that these names of ports mean at anybody, by key. */
  resolutions(
    key: string,
    named: readonly NamedPort[],
    subject: Entity | undefined,
  ): ReadonlyMap<string, Resolution> {
    let list = this.#servers.get(key);
    if (list === undefined) {
      list = { named, subject, resolutions: new Map() };
      for (const group of this.#groups.values()) {
        const resolution = resolutionAt(named, group, subject);
        list.resolutions.set(resolutionKey(resolution), resolution);
      }
      this.#servers.set(key, list);
    }
    return list.resolutions;
  }

  #holders(identities: readonly number[]): readonly Entity[] {
    return identities.map((identity) => this.#samples[identity]);
  }

  #checkServers(group: LiveGroup): void {
    for (const { named, subject, resolutions } of this.#servers.values()) {
      if (!resolutions.has(resolutionKey(resolutionAt(named, group, subject)))) {
        throw new NeedsRebuild('named-port');
      }
    }
  }

  /** Names matter to few peer sets: the rest is as it is without them. */
  #bitsOf(parts: GroupParts, group: LiveGroup): string {
    const isNamed = group.names.length > 0;
    const bits = isNamed
      ? [...this.#keys[this.group({ ...parts, names: [] }).class]]
      : new Array<string>(this.#questions.length).fill('0');
    const holding = isNamed ? this.#finder.holdingByName(group) : this.#finder.holdingAt(group);
    for (const number of holding) bits[number] = '1';
    return bits.join('');
  }

  #classOf(bits: string): number {
    let number = this.#byBits.get(bits);
    if (number === undefined) {
      number = this.#keys.push(bits) - 1;
      this.#byBits.set(bits, number);
      this.#inClass.push(new Set());
      for (const [peerSet, members] of this.#members.entries()) members.push(Number(bits[peerSet]));
      this.#new.push({ class: number, parent: -1, moved: [] });
    }
    return number;
  }

  #enter(key: string, group: LiveGroup): void {
    this.#groups.set(key, group);
    this.#inClass[group.class].add(group);
    for (const identity of group.identities) addTo(this.#byIdentity, identity, group);
    addTo(this.#byPrefix, group.prefixNumber, group);
    this.#prefixes[group.prefixNumber] = group.prefix;
  }

  #tellApart(question: PeerQuestion): void {
    const inside = new Map<number, Set<LiveGroup>>();
    for (const group of this.#inside(question)) {
      const groups = inside.get(group.class);
      if (groups === undefined) inside.set(group.class, new Set([group]));
      else groups.add(group);
    }
    const members = this.#keys.map((_, number) => Number(inside.has(number)));
    this.#members.push(members);
    for (const [parent, groups] of inside) {
      const all = this.#inClass[parent];
      if (groups.size === all.size) continue;
      const isSmaller = groups.size * 2 < all.size;
      const moved = isSmaller ? [...groups] : [...all].filter((group) => !groups.has(group));
      const made = this.#copyClass(parent, moved);
      members[parent] = Number(!isSmaller);
      members[made] = Number(isSmaller);
    }
    this.#keys = this.#keys.map((key, number) => `${key}${members[number]}`);
    this.#byBits = new Map(this.#keys.map((key, number) => [key, number]));
  }

  /** The groups that a question holds for. */
  #inside(question: PeerQuestion): ReadonlySet<LiveGroup> {
    const found = new Set<LiveGroup>();
    const candidates = question.peers?.map((peer) => this.#candidates(peer, question)) ?? [
      this.#groups.values(),
    ];
    for (const groups of candidates) {
      for (const group of groups) if (!found.has(group) && holdsAt(question, group)) found.add(group);
    }
    return found;
  }

  /** Groups without which no other matches the peer. */
  #candidates({ entity, networks }: Peer, { subject }: PeerQuestion): Iterable<LiveGroup> {
    if (entity !== undefined && subject === undefined) {
      const identities = [...this.#index.satisfying(entity)];
      return identities.flatMap((identity) => this.#byIdentity.get(identity) ?? []);
    }
    if (networks === undefined) return this.#groups.values();
    const prefixes = [...this.#byPrefix].filter(([number]) => inNetworks(networks, this.#prefixes[number]));
    return prefixes.flatMap(([, groups]) => groups);
  }

  #copyClass(parent: number, moved: readonly LiveGroup[]): number {
    const made = this.#keys.push(this.#keys[parent]) - 1;
    for (const members of this.#members) members[made] = members[parent];
    for (const group of moved) {
      group.class = made;
      this.#inClass[parent].delete(group);
    }
    this.#inClass.push(new Set(moved));
    this.#new.push({ class: made, parent, moved });
    return made;
  }
}

function addTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
