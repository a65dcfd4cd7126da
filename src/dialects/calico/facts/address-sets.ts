import type { Labels } from '../../../ir/entity.ts';
import { type Expression, none } from '../../../ir/expression.ts';
import type { Network } from '../../../ir/policy.ts';
import { type Cidr, cidrCovers, formatCidr } from '../../../net/cidr.ts';
import { podsOf } from '../selector/pods.ts';
import { type Selector, satisfies } from '../selector/selector.ts';

/** Whatever has labels and fixed addresses: a network set, or a host endpoint with its expected addresses. */
export interface AddressSet {
  readonly name: string;
  readonly labels: Labels;
  readonly cidrs: readonly Cidr[];
}

/** The addresses that a selector means: those of pods, and fixed ones. */
export interface Members {
  readonly pods: Expression;
  readonly cidrs: readonly Cidr[];
  /** The same as rules have them, once for all rules. */
  readonly networks: readonly Network[];
}

/** Looks up the members of selectors; many rules share one. */
export class MemberIndex {
  readonly #sets: readonly AddressSet[];
  readonly #cluster: string;
  readonly #found = new Map<string, Members>();

  constructor(sets: readonly AddressSet[], cluster: string) {
    this.#sets = sets;
    this.#cluster = cluster;
  }

  of(selector: Selector): Members {
    const key = JSON.stringify(selector);
    let members = this.#found.get(key);
    if (members === undefined) {
      const cidrs = this.#cidrsOf(selector);
      members = { pods: podsOf(selector, this.#cluster), cidrs, networks: networksOf(cidrs) };
      this.#found.set(key, members);
    }
    return members;
  }

  #cidrsOf(selector: Selector): readonly Cidr[] {
    const all = this.#sets.filter(({ labels }) => satisfies(selector, labels)).flatMap(({ cidrs }) => cidrs);
    return [...new Map(all.map((cidr) => [formatCidr(cidr), cidr])).values()];
  }
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

export function networksOf(cidrs: readonly Cidr[]): readonly Network[] {
  return cidrs.map((cidr) => ({ cidr, except: [] }));
}

/** No pod can be among them. */
export function hasNoPods({ pods }: Members): boolean {
  return pods === none;
}
