import type { Entity } from '../../ir/entity.ts';
import type { NamedPort } from '../../ir/policy.ts';
import type { Cidr } from '../../net/cidr.ts';
import { type Resolution, resolutionKey } from '../entries.ts';
import { holdsAt, type PeerQuestion, resolutionAt, type Whereabouts } from './peer-set.ts';
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
  readonly #groups = new Map<string, LiveGroup>();
  readonly #questions: PeerQuestion[] = [];
  readonly #byKey = new Map<string, number>();
  /** Peer sets that go by names. */
  readonly #named: number[] = [];
  /** By peer set and class: 1 inside. */
  readonly #members: number[][] = [];
  /** By class: one character for each peer set. */
  #keys: string[] = [];
  #byBits = new Map<string, number>();
  #new: NewClass[] = [];
  readonly #servers = new Map<string, ServerList>();

  /** `samples`: by identity, an entity that has it; it grows. */
  constructor(samples: readonly Entity[]) {
    this.#samples = samples;
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
    const key = `${prefixNumber} ${identities.join()} ${names.join()}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      const holders = this.#holders(identities);
      const { family } = prefix.address;
      group = { prefixNumber, prefix, identities, names, family, holders, class: 0 };
      this.#checkServers(group);
      group.class = like?.class ?? this.#classOf(this.#bitsOf(parts, group));
      this.#groups.set(key, group);
    }
    return group;
  }

  /** Number of the peer set of a question; equal keys are for questions of one meaning. */
  peerSet(key: string, question: PeerQuestion): number {
    let number = this.#byKey.get(key);
    if (number === undefined) {
      number = this.#questions.push(question) - 1;
      this.#byKey.set(key, number);
      if (question.peers?.some(({ domainNames }) => domainNames !== undefined)) this.#named.push(number);
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
    if (group.names.length === 0) {
      return this.#questions.map((question) => (holdsAt(question, group) ? '1' : '0')).join('');
    }
    const bits = [...this.#keys[this.group({ ...parts, names: [] }).class]];
    for (const number of this.#named) bits[number] = holdsAt(this.#questions[number], group) ? '1' : '0';
    return bits.join('');
  }

  #classOf(bits: string): number {
    let number = this.#byBits.get(bits);
    if (number === undefined) {
      number = this.#keys.push(bits) - 1;
      this.#byBits.set(bits, number);
      for (const [peerSet, members] of this.#members.entries()) members.push(Number(bits[peerSet]));
      this.#new.push({ class: number, parent: -1, moved: [] });
    }
    return number;
  }

  #tellApart(question: PeerQuestion): void {
    const inside: LiveGroup[][] = this.#keys.map(() => []);
    const outside: LiveGroup[][] = this.#keys.map(() => []);
    for (const group of this.#groups.values()) {
      (holdsAt(question, group) ? inside : outside)[group.class].push(group);
    }
    const members = inside.map((groups) => Number(groups.length > 0));
    this.#members.push(members);
    for (const [parent, groups] of inside.entries()) {
      const others = outside[parent];
      if (groups.length === 0 || others.length === 0) continue;
      const moved = groups.length < others.length ? groups : others;
      const made = this.#copyClass(parent, moved);
      members[moved === groups ? parent : made] = 0;
      members[moved === groups ? made : parent] = 1;
    }
    this.#keys = this.#keys.map((key, number) => `${key}${members[number]}`);
    this.#byBits = new Map(this.#keys.map((key, number) => [key, number]));
  }

  #copyClass(parent: number, moved: readonly LiveGroup[]): number {
    const made = this.#keys.push(this.#keys[parent]) - 1;
    for (const members of this.#members) members[made] = members[parent];
    for (const group of moved) group.class = made;
    this.#new.push({ class: made, parent, moved });
    return made;
  }
}
