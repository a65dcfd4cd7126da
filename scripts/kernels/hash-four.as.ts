// src/kernels/hash-four.ts for AssemblyScript: a lane for each row. The round is that of src/kernels/hash.ts.
import { rowHash, rowPorts, rowSource } from './layout.ts';

/** Second last word of the destination: the vector from there on ends with the kind. */
const tail: u32 = rowPorts - 8;

export function hashFour(row0: u32, row1: u32, row2: u32, row3: u32, seed0: u32, seed1: u32): void {
  // Rows of source, destination, ports, kind; then columns of them.
  const a: v128 = shortKey(row0);
  const b: v128 = shortKey(row1);
  const c: v128 = shortKey(row2);
  const d: v128 = shortKey(row3);
  const ab: v128 = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const cd: v128 = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const ab2: v128 = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cd2: v128 = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  const source: v128 = v128.shuffle<u64>(ab, cd, 0, 2);
  const destination: v128 = v128.shuffle<u64>(ab, cd, 1, 3);
  const ports: v128 = v128.shuffle<u64>(ab2, cd2, 0, 2);
  const kind: v128 = v128.shuffle<u64>(ab2, cd2, 1, 3);
  const isHigher: v128 = sourceIsHigher(source, destination, ports);

  let v0: v128 = i32x4.splat(seed0);
  let v1: v128 = i32x4.splat(seed1 ^ 0xee);
  let v2: v128 = i32x4.splat(seed0 ^ 0x6c796765);
  let v3: v128 = i32x4.splat(seed1 ^ 0x74656462);
  let first: v128 = v0;
  let word: v128 = v128.bitselect(destination, source, isHigher);
  let word1: v128 = v128.bitselect(source, destination, isHigher);
  let word2: v128 = v128.bitselect(rotate16(ports), ports, isHigher);
  let word3: v128 = kind;
  for (let i: u32 = 0; i < 8; i++) {
    if (i === 4) v2 = v128.xor(v2, i32x4.splat(0xee));
    first = v128.xor(v1, v3);
    v3 = v128.xor(v3, word);
    v0 = i32x4.add(v0, v1);
    v1 = v128.xor(v128.or(i32x4.shl(v1, 5), i32x4.shr_u(v1, 27)), v0);
    v0 = rotate16(v0);
    v2 = i32x4.add(v2, v3);
    v3 = v128.xor(v128.shuffle<u8>(v3, v3, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14), v2);
    v0 = i32x4.add(v0, v3);
    v3 = v128.xor(v128.or(i32x4.shl(v3, 7), i32x4.shr_u(v3, 25)), v0);
    v2 = i32x4.add(v2, v1);
    v1 = v128.xor(v128.or(i32x4.shl(v1, 13), i32x4.shr_u(v1, 19)), v2);
    v2 = rotate16(v2);
    v0 = v128.xor(v0, word);
    word = word1;
    word1 = word2;
    word2 = word3;
    word3 = i32x4.splat(0);
  }
  const second: v128 = v128.xor(v1, v3);
  const low: v128 = v128.shuffle<u32>(first, second, 0, 4, 1, 5);
  const high: v128 = v128.shuffle<u32>(first, second, 2, 6, 3, 7);
  v128.store64_lane(row0 + rowHash, low, 0);
  v128.store64_lane(row1 + rowHash, low, 1);
  v128.store64_lane(row2 + rowHash, high, 0);
  v128.store64_lane(row3 + rowHash, high, 1);
}

function shortKey(row: u32): v128 {
  return v128.load32_lane(row + rowSource + 12, v128.load(row + tail), 0);
}

/** Each lane all ones where the source is higher, as isSourceHigher has it. */
function sourceIsHigher(source: v128, destination: v128, ports: v128): v128 {
  const sourcePorts: v128 = i32x4.shr_u(ports, 16);
  const destinationPorts: v128 = v128.and(ports, i32x4.splat(0xffff));
  const byPorts: v128 = i32x4.gt_s(sourcePorts, destinationPorts);
  return v128.or(i32x4.gt_s(source, destination), v128.and(i32x4.eq(source, destination), byPorts));
}

function rotate16(value: v128): v128 {
  return v128.shuffle<u16>(value, value, 1, 0, 3, 2, 5, 4, 7, 6);
}
