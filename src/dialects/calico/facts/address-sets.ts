import type { Labels } from '../../../ir/entity.ts';
import { type Expression, none } from '../../../ir/expression.ts';
import type { Network } from '../../../ir/policy.ts';
import { addressKey } from '../../../net/address.ts';
import { type Cidr, cidrCovers } from '../../../net/cidr.ts';
import { podsOf } from '../selector/pods.ts';
import { type Selector, satisfies } from '../selector/selector.ts';
import { LabelIndex } from './label-index.ts';

/** Whatever has labels and fixed addresses: a network set, or a host endpoint with its expected addresses. */
export interface AddressSet {
  readonly name: string;
  readonly labels: Labels;
  readonly cidrs: readonly Cidr[];
}

/** The addresses that a selector means: those of pods, and fixed ones. */
export interface Members {
  readonly pods: Expression;
  /** As rules have them, once for all rules. */
  readonly networks: readonly Network[];
}

/** Looks up the members of selectors; many rules share one, and many selectors the addresses of one set. */
export class MemberIndex {
  readonly #sets: LabelIndex<AddressSet>;
  readonly #cluster: string;
  readonly #found = new Map<string, Members>();
  readonly #pods = new Map<string, Expression>();
  readonly #networks = new Map<AddressSet, readonly Network[]>();

  constructor(sets: readonly AddressSet[], cluster: string) {
    this.#sets = new LabelIndex(sets);
    this.#cluster = cluster;
  }

  of(selector: Selector): Members {
    const key = JSON.stringify(selector);
    let members = this.#found.get(key);
    if (members === undefined) {
      members = { pods: this.#podsOf(selector, key), networks: this.#networksOf(selector) };
      this.#found.set(key, members);
    }
    return members;
  }

  /** One expression for all equal selectors: whoever finds out what it means does so once for all rules. */
  podsOf(selector: Selector): Expression {
    return this.#podsOf(selector, JSON.stringify(selector));
  }

  #podsOf(selector: Selector, key: string): Expression {
    let pods = this.#pods.get(key);
    if (pods === undefined) {
      pods = podsOf(selector, this.#cluster);
      this.#pods.set(key, pods);
    }
    return pods;
  }

  #networksOf(selector: Selector): readonly Network[] {
    const sets = this.#sets.candidates(selector).filter(({ labels }) => satisfies(selector, labels));
    if (sets.length === 1) return this.#networksOfSet(sets[0]);
    return distinct(sets.flatMap((set) => this.#networksOfSet(set)));
  }

  #networksOfSet(set: AddressSet): readonly Network[] {
    let networks = this.#networks.get(set);
    if (networks === undefined) {
      networks = distinct(networksOf(set.cidrs));
      this.#networks.set(set, networks);
    }
    return networks;
  }
}

/** Each prefix once, the first of it. */
function distinct(networks: readonly Network[]): readonly Network[] {
  const byLength = new Map<number, Set<number | string>>();
  return networks.filter(({ cidr }) => {
    const seen = byLength.get(cidr.length) ?? new Set();
    byLength.set(cidr.length, seen);
    const known = seen.size;
    return seen.add(keyOf(cidr)).size > known;
  });
}

/** Of prefixes of one length. IPv4 ones as signed words, which take no memory of their own: there can be many. */
function keyOf({ address }: Cidr): number | string {
  return address.family === 4 ? address.w3 | 0 : addressKey(address);
}

/** Of the first list what the second covers, in pieces that lie in both. Absent: everything. */
export function intersection(cidrs: readonly Cidr[], others: readonly Cidr[] | undefined): readonly Cidr[] {
  if (others === undefined) return cidrs;
  return cidrs.flatMap((a) =>
    others.flatMap((b) => {
      if (cidrCovers(b, a)) return [a];
      return cidrCovers(a, b) ? [b] : [];
    }),
  );
}

export function cidrsOfMembers({ networks }: Members): readonly Cidr[] {
  return networks.map(({ cidr }) => cidr);
}

const noExceptions: readonly Cidr[] = [];

export function networksOf(cidrs: readonly Cidr[]): readonly Network[] {
  return cidrs.map((cidr) => ({ cidr, except: noExceptions }));
}

/** No pod can be among them. */
export function hasNoPods({ pods }: Members): boolean {
  return pods === none;
}
