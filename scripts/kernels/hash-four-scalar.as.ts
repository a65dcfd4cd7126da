// src/kernels/hash-four.ts for generated JavaScript: two rows side by side, as neither keeps the processor busy alone.
// The round is that of src/kernels/hash.ts.
import { hashRow } from './hash.ts';
import { rowDestination, rowHash, rowHash2, rowKind, rowPorts, rowSource } from './layout.ts';
import { ld32, rotl32, st32 } from './mem.ts';
import { isSourceHigher } from './order.ts';

export function hashFour(row0: u32, row1: u32, row2: u32, row3: u32, seed0: u32, seed1: u32): void {
  hashTwo(row0, row1, seed0, seed1);
  hashTwo(row2, row3, seed0, seed1);
}

export function hashEight(rows: u32, seed0: u32, seed1: u32): void {
  for (let at: u32 = rows; at < rows + 32; at += 8) hashTwo(ld32(at), ld32(at + 4), seed0, seed1);
}

export function hashFourLong(rows: u32, _keys: u32, seed0: u32, seed1: u32): void {
  for (let at: u32 = rows; at < rows + 16; at += 4) hashRow(ld32(at), seed0, seed1);
}

function hashTwo(row0: u32, row1: u32, seed0: u32, seed1: u32): void {
  const isHigher: u32 = isSourceHigher(row0);
  const isHigher1: u32 = isSourceHigher(row1);
  let word: u32 = ld32(row0 + (isHigher !== 0 ? rowDestination : rowSource) + 12);
  let nextWord: u32 = ld32(row0 + (isHigher !== 0 ? rowSource : rowDestination) + 12);
  let ports: u32 = portsOf(row0, isHigher);
  const kind: u32 = ld32(row0 + rowKind);
  let word1: u32 = ld32(row1 + (isHigher1 !== 0 ? rowDestination : rowSource) + 12);
  let nextWord1: u32 = ld32(row1 + (isHigher1 !== 0 ? rowSource : rowDestination) + 12);
  let ports1: u32 = portsOf(row1, isHigher1);
  const kind1: u32 = ld32(row1 + rowKind);
  let a0: u32 = seed0;
  let a1: u32 = seed1 ^ 0xee;
  let a2: u32 = seed0 ^ 0x6c796765;
  let a3: u32 = seed1 ^ 0x74656462;
  let b0: u32 = a0;
  let b1: u32 = a1;
  let b2: u32 = a2;
  let b3: u32 = a3;
  for (let i: u32 = 0; i < 4; i++) {
    a3 ^= word;
    b3 ^= word1;
    a0 += a1;
    b0 += b1;
    a1 = rotl32(a1, 5) ^ a0;
    b1 = rotl32(b1, 5) ^ b0;
    a0 = rotl32(a0, 16);
    b0 = rotl32(b0, 16);
    a2 += a3;
    b2 += b3;
    a3 = rotl32(a3, 8) ^ a2;
    b3 = rotl32(b3, 8) ^ b2;
    a0 += a3;
    b0 += b3;
    a3 = rotl32(a3, 7) ^ a0;
    b3 = rotl32(b3, 7) ^ b0;
    a2 += a1;
    b2 += b1;
    a1 = rotl32(a1, 13) ^ a2;
    b1 = rotl32(b1, 13) ^ b2;
    a2 = rotl32(a2, 16);
    b2 = rotl32(b2, 16);
    a0 ^= word;
    b0 ^= word1;
    word = nextWord;
    word1 = nextWord1;
    nextWord = ports;
    nextWord1 = ports1;
    ports = kind;
    ports1 = kind1;
  }
  a2 ^= 0xee;
  b2 ^= 0xee;
  let first: u32 = 0;
  let first1: u32 = 0;
  for (let i: u32 = 0; i < 4; i++) {
    first = a1 ^ a3;
    first1 = b1 ^ b3;
    a0 += a1;
    b0 += b1;
    a1 = rotl32(a1, 5) ^ a0;
    b1 = rotl32(b1, 5) ^ b0;
    a0 = rotl32(a0, 16);
    b0 = rotl32(b0, 16);
    a2 += a3;
    b2 += b3;
    a3 = rotl32(a3, 8) ^ a2;
    b3 = rotl32(b3, 8) ^ b2;
    a0 += a3;
    b0 += b3;
    a3 = rotl32(a3, 7) ^ a0;
    b3 = rotl32(b3, 7) ^ b0;
    a2 += a1;
    b2 += b1;
    a1 = rotl32(a1, 13) ^ a2;
    b1 = rotl32(b1, 13) ^ b2;
    a2 = rotl32(a2, 16);
    b2 = rotl32(b2, 16);
  }
  st32(row0 + rowHash, first);
  st32(row0 + rowHash2, a1 ^ a3);
  st32(row1 + rowHash, first1);
  st32(row1 + rowHash2, b1 ^ b3);
}

function portsOf(row: u32, isHigher: u32): u32 {
  const ports: u32 = ld32(row + rowPorts);
  return isHigher !== 0 ? rotl32(ports, 16) : ports;
}
