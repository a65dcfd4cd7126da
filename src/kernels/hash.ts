/** The keyed hash of a row's key, as conntrack/hash.ts computes it. */
import { rowDestination, rowHash, rowHash2, rowKind, rowPorts, rowSource } from './layout.ts';
import { ld32, rotl32, st32 } from './mem.ts';
import { isSourceHigher } from './order.ts';

const family6: u32 = 6;

/**
 * Both words of the hash from the key in the row. The round stands here three times, as a function could not give
 * back four words; each time in a loop of a fixed length, which compilers unroll.
 */
export function hashRow(row: u32, seed0: u32, seed1: u32): void {
  const isHigher: u32 = isSourceHigher(row);
  const low: u32 = row + (isHigher !== 0 ? rowDestination : rowSource);
  const high: u32 = row + (isHigher !== 0 ? rowSource : rowDestination);
  const ports: u32 = ld32(row + rowPorts);
  // `| 0` makes them signed in JavaScript, as all in the rounds is: mixed with unsigned numbers they become doubles.
  const kind: u32 = ld32(row + rowKind) | 0;
  let word: u32 = ld32(low + 12) | 0;
  let word1: u32 = ld32(high + 12) | 0;
  let word2: u32 = isHigher !== 0 ? rotl32(ports, 16) : ports | 0;
  let v0: u32 = seed0 | 0;
  let v1: u32 = seed1 ^ 0xee;
  let v2: u32 = seed0 ^ 0x6c796765;
  let v3: u32 = seed1 ^ 0x74656462;
  for (let i: u32 = 0; i < 4; i++) {
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = rotl32(v1, 5) ^ v0;
    v0 = rotl32(v0, 16);
    v2 = (v2 + v3) | 0;
    v3 = rotl32(v3, 8) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = rotl32(v3, 7) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = rotl32(v1, 13) ^ v2;
    v2 = rotl32(v2, 16);
    v0 ^= word;
    word = word1;
    word1 = word2;
    word2 = kind;
  }
  if (((kind >>> 8) & 0xff) === family6) {
    for (let i: u32 = 0; i < 6; i++) {
      word = ld32(i < 3 ? low + (i << 2) : high + (i << 2) - 12) | 0;
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = rotl32(v1, 5) ^ v0;
      v0 = rotl32(v0, 16);
      v2 = (v2 + v3) | 0;
      v3 = rotl32(v3, 8) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = rotl32(v3, 7) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = rotl32(v1, 13) ^ v2;
      v2 = rotl32(v2, 16);
      v0 ^= word;
    }
  }
  v2 ^= 0xee;
  let first: u32 = 0;
  for (let i: u32 = 0; i < 4; i++) {
    // Of the state before the last round.
    first = v1 ^ v3;
    v0 = (v0 + v1) | 0;
    v1 = rotl32(v1, 5) ^ v0;
    v0 = rotl32(v0, 16);
    v2 = (v2 + v3) | 0;
    v3 = rotl32(v3, 8) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = rotl32(v3, 7) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = rotl32(v1, 13) ^ v2;
    v2 = rotl32(v2, 16);
  }
  st32(row + rowHash, first);
  st32(row + rowHash2, v1 ^ v3);
}
