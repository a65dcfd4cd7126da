import {
  asked6Words,
  length6Bytes,
  length6Masks,
  prefix6Bytes,
  prefix6Length,
  prefix6Place,
} from '../kernels/image-layout.ts';
import { askedBit, askedByByte, askedByWord, hash6 } from '../kernels/index6.ts';
import { mixWord } from '../kernels/mix.ts';
import { type IpAddress, ipv6 } from '../net/address.ts';
import { maskAddress } from '../net/cidr.ts';

export interface Prefix6 {
  readonly address: IpAddress;
  /** 1..128. */
  readonly length: number;
  readonly place: number;
}

/** What the kernels read of the index of IPv6 prefixes (kernels/index6.ts). */
export interface Index6 {
  readonly cells: Uint32Array;
  readonly lengths: Uint32Array;
  readonly asked: Uint32Array;
  readonly multipliers: Multipliers6;
}

export type Multipliers6 = readonly [number, number, number, number];

const cellWords = prefix6Bytes / 4;
/** Half of the cells are free, so a run of a million prefixes that nobody chose is seldom longer than 80. */
const longestRun = 256;
/** Nobody can choose prefixes that collide under so many sets of multipliers: they have 128 bits. */
const attempts = 8;

/**
 * IPv6 prefix -> place as a hash, asked for each length there is, longest first. Half of the cells are free, so runs
 * are short; the table does not change, so no packet can lengthen them. Where prefixes were chosen to make them long,
 * other multipliers are taken. The same prefixes give the same index.
 */
export function index6(prefixes: readonly Prefix6[]): Index6 {
  const lengths = [...new Set(prefixes.map(({ length }) => length))].sort((a, b) => b - a);
  const asked = new Uint32Array(asked6Words);
  for (const { address, length } of prefixes) {
    for (const index of askedIndices(address, length)) asked[index] |= 1 << askedBit(length);
  }
  for (let attempt = 0; ; attempt++) {
    const multipliers = multipliers6(attempt);
    const cells = cellsOf(
      prefixes,
      multipliers,
      attempt + 1 < attempts ? longestRun : Number.POSITIVE_INFINITY,
    );
    if (cells !== undefined) return { cells, lengths: lengthEntries(lengths), asked, multipliers };
  }
}

/** Odd numbers. */
export function multipliers6(seed: number): Multipliers6 {
  const multiplier = (i: number) => (mixWord(seed * 4 + i + 1) | 1) >>> 0;
  return [multiplier(0), multiplier(1), multiplier(2), multiplier(3)];
}

/** The words of imageAsked6 that say that addresses in the prefix are looked up for it. */
export function askedIndices({ w0 }: IpAddress, length: number): readonly number[] {
  if (length >= 32) return [askedByWord(w0)];
  return Array.from({ length: 2 ** Math.max(0, 8 - length) }, (_, byte) => askedByByte(w0) + byte);
}

/** As the part imageLengths6 has them. */
export function lengthEntries(lengths: readonly number[]): Uint32Array {
  const words = length6Bytes / 4;
  const entries = new Uint32Array((lengths.length + 1) * words);
  for (const [i, length] of lengths.entries()) {
    const { w0, w1, w2, w3 } = maskAddress(ipv6(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff), length);
    entries[i * words] = length;
    entries.set([w0, w1, w2, w3], i * words + length6Masks / 4);
  }
  return entries;
}

/** Undefined where more cells than \`most\` would have to be looked at for one of the prefixes. */
function cellsOf(
  prefixes: readonly Prefix6[],
  multipliers: Multipliers6,
  most: number,
): Uint32Array | undefined {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, prefixes.length * 2)));
  const cells = new Uint32Array(size * cellWords);
  for (const { address, length, place } of prefixes) {
    const { w0, w1, w2, w3 } = address;
    let cell = hash6(w0, w1, w2, w3, length, ...multipliers) & (size - 1);
    let run = 1;
    while (cells[cell * cellWords + prefix6Length / 4] !== 0) {
      if (isSame(cells, cell * cellWords, [w0, w1, w2, w3, length])) break;
      if (++run > most) return undefined;
      cell = (cell + 1) & (size - 1);
    }
    cells.set([w0, w1, w2, w3, length], cell * cellWords);
    cells[cell * cellWords + prefix6Place / 4] = place;
  }
  return cells;
}

function isSame(cells: Uint32Array, at: number, key: readonly number[]): boolean {
  return key.every((word, i) => cells[at + i] === word);
}
