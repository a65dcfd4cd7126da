import { createHash } from 'node:crypto';
import {
  asked6Words,
  length6Bytes,
  length6Masks,
  prefix6Bytes,
  prefix6Length,
  prefix6Place,
} from '../kernels/image-layout.ts';
import { askedBit, askedByByte, askedByWord, hash6 } from '../kernels/index6.ts';
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
  /** Four words. */
  readonly keys: Uint32Array;
}

const cellWords = prefix6Bytes / 4;

/**
 * IPv6 prefix -> place as a hash, asked for each length there is, longest first. Half of the cells are free, so runs
 * are short; the table does not change, so no packet can lengthen them. The keys are a digest of the prefixes: the same ones
 * give the same index, and who chooses them cannot choose them to collide under the keys that they then have.
 */
export function index6(prefixes: readonly Prefix6[]): Index6 {
  const keys = keysOf(prefixes);
  const lengths = [...new Set(prefixes.map(({ length }) => length))].sort((a, b) => b - a);
  const asked = new Uint32Array(asked6Words);
  for (const { address, length } of prefixes) {
    for (const index of askedIndices(address, length)) asked[index] |= 1 << askedBit(length);
  }
  return { cells: cellsOf(prefixes, keys), lengths: lengthEntries(lengths), asked, keys };
}

/** The first words of a SHA-256 of all prefixes. */
function keysOf(prefixes: readonly Prefix6[]): Uint32Array {
  const words = new Uint32Array(prefixes.length * 5);
  for (const [i, { address, length }] of prefixes.entries()) {
    const { w0, w1, w2, w3 } = address;
    words.set([w0, w1, w2, w3, length], i * 5);
  }
  const digest = createHash('sha256').update(words).digest();
  return Uint32Array.from([0, 4, 8, 12], (at) => digest.readUInt32LE(at));
}

type Words = Pick<IpAddress, 'w0' | 'w1' | 'w2' | 'w3'>;

/** Keyed with four words. */
export function hashWith(keys: Uint32Array, { w0, w1, w2, w3 }: Words, length: number): number {
  return hash6(w0, w1, w2, w3, length, keys[0], keys[1], keys[2], keys[3]);
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

function cellsOf(prefixes: readonly Prefix6[], keys: Uint32Array): Uint32Array {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, prefixes.length * 2)));
  const cells = new Uint32Array(size * cellWords);
  for (const { address, length, place } of prefixes) {
    const { w0, w1, w2, w3 } = address;
    let cell = hashWith(keys, address, length) & (size - 1);
    while (cells[cell * cellWords + prefix6Length / 4] !== 0) {
      if (isSame(cells, cell * cellWords, [w0, w1, w2, w3, length])) break;
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
