/**
 * The keyed hash of four rows at once: the plain version, which takes them one by one. In scripts/kernels others do the
 * same, in the four lanes of SIMD registers or two at a time.
 */
import { hashRow } from './hash.ts';

/** As hashRow of each. The addresses are of rows with IPv4 keys. */
export function hashFour(row0: u32, row1: u32, row2: u32, row3: u32, seed0: u32, seed1: u32): void {
  hashRow(row0, seed0, seed1);
  hashRow(row1, seed0, seed1);
  hashRow(row2, seed0, seed1);
  hashRow(row3, seed0, seed1);
}
