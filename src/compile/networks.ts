import type { Network, Peer } from '../ir/policy.ts';
import { addressKey } from '../net/address.ts';
import type { Cidr } from '../net/cidr.ts';
import type { Budget } from './bounds.ts';
import { Partition } from './partition.ts';
import type { Prefixes } from './prefixes.ts';

/** A prefix and all inside it. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/**
 * Prefixes that are in the same lists of networks have one network class. Lists are those of peers: `networks` with
 * its exceptions, `notNetworks`.
 */
export class NetworkClasses {
  readonly #partition: Partition;
  readonly #prefixes: Prefixes;
  /** Distinct sets of network classes, each ascending, and which of them a list has. */
  readonly #sets: (readonly number[])[] = [];
  readonly #ofList = new Map<object, number>();
  readonly #budget: Budget;

  /** Throws BeyondTables. */
  constructor(prefixes: Prefixes, peers: Iterable<Peer>, budget: Budget) {
    this.#prefixes = prefixes;
    this.#budget = budget;
    this.#partition = new Partition(prefixes.all.length);
    const lists = new Map<string, readonly number[]>();
    const keys = new Map<object, string>();
    const add = <T extends readonly (Network | Cidr)[]>(
      list: T | undefined,
      membersOf: (list: T) => readonly number[],
    ) => {
      if (list === undefined || keys.has(list)) return;
      const key = keyOf(list);
      keys.set(list, key);
      if (!lists.has(key)) lists.set(key, membersOf(list));
    };
    for (const { networks, notNetworks } of peers) {
      add(networks, (list) => this.#inNetworks(list));
      add(notNetworks, (list) => this.#inAny(list));
    }
    for (const members of lists.values()) this.#partition.split(members);
    const known = new Map<string, number>();
    const numbers = new Map([...lists].map(([key, members]) => [key, this.#intern(members, known)]));
    for (const [list, key] of keys) this.#ofList.set(list, numbers.get(key) as number);
  }

  get size(): number {
    return this.#partition.size;
  }

  of(prefix: number): number {
    return this.#partition.of[prefix];
  }

  /** Network classes in a list of some peer, ascending. Most lists are short, and there may be as many as classes. */
  in(list: readonly Network[] | readonly Cidr[]): readonly number[] {
    return this.#sets[this.number(list)];
  }

  /** Equal for lists with the same network classes. */
  number(list: readonly Network[] | readonly Cidr[]): number {
    return this.#ofList.get(list) as number;
  }

  #intern(members: readonly number[], numbers: Map<string, number>): number {
    const classes = [...distinct(members.map((prefix) => this.of(prefix)))].sort((a, b) => a - b);
    const key = classes.join();
    let number = numbers.get(key);
    if (number === undefined) {
      number = this.#sets.push(classes) - 1;
      numbers.set(key, number);
    }
    return number;
  }

  #inNetworks(networks: readonly Network[]): readonly number[] {
    if (networks.every(({ except }) => except.length === 0))
      return this.#inAny(networks.map(({ cidr }) => cidr));
    const members = new Set<number>();
    for (const { cidr, except } of networks) {
      const holes = except.map((hole) => this.#run(hole)).sort((a, b) => a.from - b.from);
      const { from, to } = this.#run(cidr);
      let next = from;
      for (const hole of holes) {
        for (const prefix of range(next, Math.min(hole.from, to))) members.add(prefix);
        next = Math.max(next, hole.to);
      }
      for (const prefix of range(next, to)) members.add(prefix);
    }
    return [...members];
  }

  #inAny(cidrs: readonly Cidr[]): readonly number[] {
    return distinct(
      cidrs.flatMap((cidr) => {
        const { from, to } = this.#run(cidr);
        return range(from, to);
      }),
    );
  }

  #run(cidr: Cidr): Run {
    const from = this.#prefixes.indexOf(cidr);
    const to = this.#prefixes.ends[from];
    this.#budget.spend('networkMembers', to - from);
    return { from, to };
  }
}

/** Equal for lists of the same networks in the same order. */
function keyOf(list: readonly (Network | Cidr)[]): string {
  let key = '';
  for (const one of list) {
    if ('cidr' in one) key += prefixKey(one.cidr) + one.except.map((hole) => `-${prefixKey(hole)}`).join('');
    else key += prefixKey(one);
    key += ' ';
  }
  return key;
}

function prefixKey({ address, length }: Cidr): string {
  return addressKey(address) + String.fromCharCode(length);
}

/** Most lists have one member, and there may be a hundred thousand lists. */
function distinct(members: readonly number[]): readonly number[] {
  return members.length === 1 ? members : [...new Set(members)];
}

function range(from: number, to: number): readonly number[] {
  return to > from ? Array.from({ length: to - from }, (_, i) => from + i) : [];
}
