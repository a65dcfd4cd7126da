import { prefix6Bytes, prefix6Length, prefix6Place } from '../kernels/image-layout.ts';
import { hash6 } from '../kernels/places.ts';
import type { IpAddress } from '../net/address.ts';

export interface Prefix6 {
  readonly address: IpAddress;
  /** 1..128. */
  readonly length: number;
  readonly place: number;
}

/**
 * IPv6 prefix -> place as a hash, asked for each length there is, longest first. Half of the cells are free, so runs
 * are short; the table does not change, so no packet can lengthen them.
 */
export function index6(prefixes: readonly Prefix6[]): { cells: Uint32Array; lengths: Uint32Array } {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, prefixes.length * 2)));
  const words = prefix6Bytes / 4;
  const cells = new Uint32Array(size * words);
  for (const {
    address: { w0, w1, w2, w3 },
    length,
    place,
  } of prefixes) {
    let cell = hash6(w0, w1, w2, w3, length) & (size - 1);
    while (cells[cell * words + prefix6Length / 4] !== 0) {
      if (isSame(cells, cell * words, [w0, w1, w2, w3, length])) break;
      cell = (cell + 1) & (size - 1);
    }
    cells.set([w0, w1, w2, w3, length], cell * words);
    cells[cell * words + prefix6Place / 4] = place;
  }
  const lengths = [...new Set(prefixes.map(({ length }) => length))].sort((a, b) => b - a);
  return { cells, lengths: Uint32Array.from([...lengths, 0]) };
}

function isSame(cells: Uint32Array, at: number, key: readonly number[]): boolean {
  return key.every((word, i) => cells[at + i] === word);
}
