/**
 * A checksum over (packet index, verdict, deciding rule). Each packet adds one 64-bit value, so the sum depends on every
 * packet's own index and not on the order in which workers, or late fragments, add theirs. kernels/judge.ts adds the
 * same values. The mixing is the finaliser of MurmurHash3 (A. Appleby, public domain); the steps between indices are
 * those of a Weyl sequence, so that neighbours start far apart.
 */
export class VerdictChecksum {
  #high = 0;
  #low = 0;

  /** `index` from 0, below 2^53; `verdict` 0..3; `rule` is the number of the decider, 0 for none. */
  add(index: number, verdict: number, rule: number): void {
    const what = mixedOutcome(verdict, rule);
    const where = Math.imul(index >>> 0, 0x9e3779b1) ^ mix(Math.floor(index / 0x1_0000_0000));
    const low = mix(where ^ what);
    const high = Math.imul(low ^ what, 0x85ebca6b) >>> 0;
    this.addSum(high, low);
  }

  /** Adds what another has summed up, both words. */
  addSum(high: number, low: number): void {
    const sum = this.#low + low;
    this.#low = sum >>> 0;
    this.#high = (this.#high + high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    const hex = (word: number) => word.toString(16).padStart(8, '0');
    return hex(this.#high) + hex(this.#low);
  }
}

/** What of a packet does not depend on its index. */
export function mixedOutcome(verdict: number, rule: number): number {
  return mix(Math.imul(rule, 4) + verdict + 1);
}

function mix(word: number): number {
  let h = word >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
