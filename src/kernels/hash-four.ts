/**
 * The keyed hash of several rows at once: the plain version, which takes them one by one. In scripts/kernels others do the
 * same, in the four lanes of SIMD registers or two at a time.
 */
import { hashRow } from './hash.ts';
import { ld32 } from './mem.ts';

/** As hashRow of each. The addresses are of rows with IPv4 keys. */
export function hashFour(row0: u32, row1: u32, row2: u32, row3: u32, seed0: u32, seed1: u32): void {
  hashRow(row0, seed0, seed1);
  hashRow(row1, seed0, seed1);
  hashRow(row2, seed0, seed1);
  hashRow(row3, seed0, seed1);
}

/** The same for eight rows, whose addresses stand at `rows`. */
export function hashEight(rows: u32, seed0: u32, seed1: u32): void {
  for (let at: u32 = rows; at < rows + 32; at += 4) hashRow(ld32(at), seed0, seed1);
}

/** The same for four rows with IPv6 keys, whose addresses stand at `rows`. `keys` is room for 160 bytes. */
export function hashFourLong(rows: u32, _keys: u32, seed0: u32, seed1: u32): void {
  for (let at: u32 = rows; at < rows + 16; at += 4) hashRow(ld32(at), seed0, seed1);
}
