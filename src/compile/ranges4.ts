/** IPv4 addresses that lead to one place. */
export interface Stretch {
  readonly address: number;
  /** Of the prefix, 0..32. */
  readonly length: number;
  readonly place: number;
}

/**
 * IPv4 address -> place by the ranges that prefixes leave: for so many that the blocks of Index4 would be too large. A search
 * in the few ranges that begin with the upper 16 bits of an address.
 */
export interface Ranges4 {
  /** By the upper 16 bits: number of the first range that begins there or behind; one more word ends them. */
  readonly root: Uint32Array;
  /** By range: its first address and its place. The first range begins at 0. */
  readonly ranges: Uint32Array;
}

/** Prefixes, one of them everything, must come before those inside them, and stand by address. */
export function ranges4(stretches: readonly Stretch[]): Ranges4 {
  const words: number[] = [];
  const open: Stretch[] = [];
  const begin = (address: number, place: number) => {
    if (words.at(-2) === address) words.splice(-2, 2);
    if (words.at(-1) !== place) words.push(address, place);
  };
  const closeBefore = (address: number) => {
    for (let last = open.at(-1); last !== undefined && endOf(last) <= address; last = open.at(-1)) {
      open.pop();
      const around = open.at(-1);
      if (around !== undefined && endOf(last) < endOf(around)) begin(endOf(last), around.place);
    }
  };
  for (const stretch of stretches) {
    closeBefore(stretch.address);
    begin(stretch.address, stretch.place);
    open.push(stretch);
  }
  closeBefore(2 ** 32);
  const ranges = Uint32Array.from(words);
  return { root: rootOf(ranges), ranges };
}

/** The address behind it. */
function endOf({ address, length }: Stretch): number {
  return address + 2 ** (32 - length);
}

function rootOf(ranges: Uint32Array): Uint32Array {
  const root = new Uint32Array((1 << 16) + 1);
  let range = 0;
  for (let upper = 0; upper < root.length; upper++) {
    while (range * 2 < ranges.length && ranges[range * 2] < upper * 65_536) range++;
    root[upper] = range;
  }
  return root;
}
