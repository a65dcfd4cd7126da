import { compareAddresses, type Family, type IpAddress, ipv4, ipv6 } from '../net/address.ts';
import { type Cidr, cidrContains, cidrCovers } from '../net/cidr.ts';

/**
 * All prefixes that policies mention, those of everything (0.0.0.0/0, ::/0) always among them, in the order of a walk
 * from each prefix to those inside it: what lies inside a prefix stands in one run behind it.
 */
export class Prefixes {
  readonly all: readonly Cidr[];
  /** By prefix: the number behind the last prefix inside it. */
  readonly ends: Int32Array;
  /** By prefix: the longest one around it; -1 for none. */
  readonly parents: Int32Array;
  /** Of those that were mentioned, each as the object that it was. */
  readonly #numbers = new Map<Cidr, number>();

  constructor(mentioned: readonly Cidr[]) {
    const roots: readonly Cidr[] = [
      { address: ipv4(0), length: 0 },
      { address: ipv6(0, 0, 0, 0), length: 0 },
    ];
    const all: Cidr[] = [];
    for (const cidr of [...roots, ...mentioned].sort(compareCidrs)) {
      if (all.length === 0 || compareCidrs(all[all.length - 1], cidr) !== 0) all.push(cidr);
      this.#numbers.set(cidr, all.length - 1);
    }
    this.all = all;
    this.ends = new Int32Array(this.all.length);
    this.parents = new Int32Array(this.all.length).fill(-1);
    this.#nest();
  }

  /** The prefix with this address and length, which must have been mentioned. */
  indexOf(cidr: Cidr): number {
    const known = this.#numbers.get(cidr);
    if (known !== undefined) return known;
    const found = this.#lastUpTo(cidr);
    if (found < 0 || compareCidrs(this.all[found], cidr) !== 0)
      throw new Error('the prefix was not mentioned');
    return found;
  }

  /** The longest prefix that holds the address. */
  longest(address: IpAddress): number {
    let found = this.#lastUpTo({ address, length: address.family === 4 ? 32 : 128 });
    while (!cidrContains(this.all[found], address)) found = this.parents[found];
    return found;
  }

  /** Prefix 0 is all of IPv4; this one is all of IPv6. */
  rootOf(family: Family): number {
    return family === 4 ? 0 : this.ends[0];
  }

  #nest(): void {
    const open: number[] = [];
    for (const [index, cidr] of this.all.entries()) {
      while (open.length > 0 && !cidrCovers(this.all[open[open.length - 1]], cidr)) {
        this.ends[open.pop() as number] = index;
      }
      this.parents[index] = open[open.length - 1] ?? -1;
      open.push(index);
    }
    for (const index of open) this.ends[index] = this.all.length;
  }

  /** The last one that is not behind this one in the order; -1 if all are. */
  #lastUpTo(cidr: Cidr): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareCidrs(this.all[middle], cidr) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

function compareCidrs(a: Cidr, b: Cidr): number {
  return compareAddresses(a.address, b.address) || a.length - b.length;
}
