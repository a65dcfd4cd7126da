// src/kernels/hash-four.ts for AssemblyScript: a lane for each row. The round is that of src/kernels/hash.ts.
import { rowDestination, rowHash, rowPorts, rowSource } from './layout.ts';
import { ld32 } from './mem.ts';

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
    v1 = v128.xor(rotate(v1, 5), v0);
    v0 = rotate16(v0);
    v2 = i32x4.add(v2, v3);
    v3 = v128.xor(rotate8(v3), v2);
    v0 = i32x4.add(v0, v3);
    v3 = v128.xor(rotate(v3, 7), v0);
    v2 = i32x4.add(v2, v1);
    v1 = v128.xor(rotate(v1, 13), v2);
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

/** Two times four rows side by side: four alone do not keep the processor busy. */
export function hashEight(rows: u32, seed0: u32, seed1: u32): void {
  const pRow0: u32 = ld32(rows + 0);
  const pRow1: u32 = ld32(rows + 4);
  const pRow2: u32 = ld32(rows + 8);
  const pRow3: u32 = ld32(rows + 12);
  const pa: v128 = shortKey(pRow0);
  const pb: v128 = shortKey(pRow1);
  const pc: v128 = shortKey(pRow2);
  const pd: v128 = shortKey(pRow3);
  const pab: v128 = v128.shuffle<u32>(pa, pb, 0, 4, 1, 5);
  const pcd: v128 = v128.shuffle<u32>(pc, pd, 0, 4, 1, 5);
  const pab2: v128 = v128.shuffle<u32>(pa, pb, 2, 6, 3, 7);
  const pcd2: v128 = v128.shuffle<u32>(pc, pd, 2, 6, 3, 7);
  const psource: v128 = v128.shuffle<u64>(pab, pcd, 0, 2);
  const pdestination: v128 = v128.shuffle<u64>(pab, pcd, 1, 3);
  const pports: v128 = v128.shuffle<u64>(pab2, pcd2, 0, 2);
  const pisHigher: v128 = sourceIsHigher(psource, pdestination, pports);
  let pword: v128 = v128.bitselect(pdestination, psource, pisHigher);
  let pword1: v128 = v128.bitselect(psource, pdestination, pisHigher);
  let pword2: v128 = v128.bitselect(rotate16(pports), pports, pisHigher);
  let pword3: v128 = v128.shuffle<u64>(pab2, pcd2, 1, 3);
  const qRow0: u32 = ld32(rows + 16);
  const qRow1: u32 = ld32(rows + 20);
  const qRow2: u32 = ld32(rows + 24);
  const qRow3: u32 = ld32(rows + 28);
  const qa: v128 = shortKey(qRow0);
  const qb: v128 = shortKey(qRow1);
  const qc: v128 = shortKey(qRow2);
  const qd: v128 = shortKey(qRow3);
  const qab: v128 = v128.shuffle<u32>(qa, qb, 0, 4, 1, 5);
  const qcd: v128 = v128.shuffle<u32>(qc, qd, 0, 4, 1, 5);
  const qab2: v128 = v128.shuffle<u32>(qa, qb, 2, 6, 3, 7);
  const qcd2: v128 = v128.shuffle<u32>(qc, qd, 2, 6, 3, 7);
  const qsource: v128 = v128.shuffle<u64>(qab, qcd, 0, 2);
  const qdestination: v128 = v128.shuffle<u64>(qab, qcd, 1, 3);
  const qports: v128 = v128.shuffle<u64>(qab2, qcd2, 0, 2);
  const qisHigher: v128 = sourceIsHigher(qsource, qdestination, qports);
  let qword: v128 = v128.bitselect(qdestination, qsource, qisHigher);
  let qword1: v128 = v128.bitselect(qsource, qdestination, qisHigher);
  let qword2: v128 = v128.bitselect(rotate16(qports), qports, qisHigher);
  let qword3: v128 = v128.shuffle<u64>(qab2, qcd2, 1, 3);
  let p0: v128 = i32x4.splat(seed0);
  let p1: v128 = i32x4.splat(seed1 ^ 0xee);
  let p2: v128 = i32x4.splat(seed0 ^ 0x6c796765);
  let p3: v128 = i32x4.splat(seed1 ^ 0x74656462);
  let pfirst: v128 = p0;
  let q0: v128 = i32x4.splat(seed0);
  let q1: v128 = i32x4.splat(seed1 ^ 0xee);
  let q2: v128 = i32x4.splat(seed0 ^ 0x6c796765);
  let q3: v128 = i32x4.splat(seed1 ^ 0x74656462);
  let qfirst: v128 = q0;
  for (let i: u32 = 0; i < 8; i++) {
    if (i === 4) {
      p2 = v128.xor(p2, i32x4.splat(0xee));
      q2 = v128.xor(q2, i32x4.splat(0xee));
    }
    pfirst = v128.xor(p1, p3);
    qfirst = v128.xor(q1, q3);
    p3 = v128.xor(p3, pword);
    q3 = v128.xor(q3, qword);
    p0 = i32x4.add(p0, p1);
    q0 = i32x4.add(q0, q1);
    p1 = v128.xor(rotate(p1, 5), p0);
    q1 = v128.xor(rotate(q1, 5), q0);
    p0 = rotate16(p0);
    q0 = rotate16(q0);
    p2 = i32x4.add(p2, p3);
    q2 = i32x4.add(q2, q3);
    p3 = v128.xor(rotate8(p3), p2);
    q3 = v128.xor(rotate8(q3), q2);
    p0 = i32x4.add(p0, p3);
    q0 = i32x4.add(q0, q3);
    p3 = v128.xor(rotate(p3, 7), p0);
    q3 = v128.xor(rotate(q3, 7), q0);
    p2 = i32x4.add(p2, p1);
    q2 = i32x4.add(q2, q1);
    p1 = v128.xor(rotate(p1, 13), p2);
    q1 = v128.xor(rotate(q1, 13), q2);
    p2 = rotate16(p2);
    q2 = rotate16(q2);
    p0 = v128.xor(p0, pword);
    q0 = v128.xor(q0, qword);
    pword = pword1;
    pword1 = pword2;
    pword2 = pword3;
    pword3 = i32x4.splat(0);
    qword = qword1;
    qword1 = qword2;
    qword2 = qword3;
    qword3 = i32x4.splat(0);
  }
  const psecond: v128 = v128.xor(p1, p3);
  const plow: v128 = v128.shuffle<u32>(pfirst, psecond, 0, 4, 1, 5);
  const phigh: v128 = v128.shuffle<u32>(pfirst, psecond, 2, 6, 3, 7);
  v128.store64_lane(pRow0 + rowHash, plow, 0);
  v128.store64_lane(pRow1 + rowHash, plow, 1);
  v128.store64_lane(pRow2 + rowHash, phigh, 0);
  v128.store64_lane(pRow3 + rowHash, phigh, 1);
  const qsecond: v128 = v128.xor(q1, q3);
  const qlow: v128 = v128.shuffle<u32>(qfirst, qsecond, 0, 4, 1, 5);
  const qhigh: v128 = v128.shuffle<u32>(qfirst, qsecond, 2, 6, 3, 7);
  v128.store64_lane(qRow0 + rowHash, qlow, 0);
  v128.store64_lane(qRow1 + rowHash, qlow, 1);
  v128.store64_lane(qRow2 + rowHash, qhigh, 0);
  v128.store64_lane(qRow3 + rowHash, qhigh, 1);
}

/** The columns of the four keys stand at `keys` in the order in which they are hashed. */
export function hashFourLong(rows: u32, keys: u32, seed0: u32, seed1: u32): void {
  writeKeys(rows, keys);
  let v0: v128 = i32x4.splat(seed0);
  let v1: v128 = i32x4.splat(seed1 ^ 0xee);
  let v2: v128 = i32x4.splat(seed0 ^ 0x6c796765);
  let v3: v128 = i32x4.splat(seed1 ^ 0x74656462);
  let vfirst: v128 = v0;
  for (let i: u32 = 0; i < 14; i++) {
    if (i === 10) v2 = v128.xor(v2, i32x4.splat(0xee));
    const word: v128 = i < 10 ? v128.load(keys + (i << 4)) : i32x4.splat(0);
    vfirst = v128.xor(v1, v3);
    v3 = v128.xor(v3, word);
    v0 = i32x4.add(v0, v1);
    v1 = v128.xor(rotate(v1, 5), v0);
    v0 = rotate16(v0);
    v2 = i32x4.add(v2, v3);
    v3 = v128.xor(rotate8(v3), v2);
    v0 = i32x4.add(v0, v3);
    v3 = v128.xor(rotate(v3, 7), v0);
    v2 = i32x4.add(v2, v1);
    v1 = v128.xor(rotate(v1, 13), v2);
    v2 = rotate16(v2);
    v0 = v128.xor(v0, word);
  }
  const vsecond: v128 = v128.xor(v1, v3);
  const vlow: v128 = v128.shuffle<u32>(vfirst, vsecond, 0, 4, 1, 5);
  const vhigh: v128 = v128.shuffle<u32>(vfirst, vsecond, 2, 6, 3, 7);
  v128.store64_lane(ld32(rows + 0) + rowHash, vlow, 0);
  v128.store64_lane(ld32(rows + 4) + rowHash, vlow, 1);
  v128.store64_lane(ld32(rows + 8) + rowHash, vhigh, 0);
  v128.store64_lane(ld32(rows + 12) + rowHash, vhigh, 1);
}

function writeKeys(rows: u32, keys: u32): void {
  const row0: u32 = ld32(rows);
  const row1: u32 = ld32(rows + 4);
  const row2: u32 = ld32(rows + 8);
  const row3: u32 = ld32(rows + 12);
  const ports: v128 = column(row0, row1, row2, row3, rowPorts);
  let isHigher: v128 = portsAreHigher(ports);
  for (let word: u32 = 0; word < 16; word += 4) {
    const source: v128 = column(row0, row1, row2, row3, rowSource + word);
    const destination: v128 = column(row0, row1, row2, row3, rowDestination + word);
    // A later word counts more.
    isHigher = v128.or(i32x4.gt_s(source, destination), v128.and(i32x4.eq(source, destination), isHigher));
  }
  for (let word: u32 = 0; word < 16; word += 4) {
    const source: v128 = column(row0, row1, row2, row3, rowSource + word);
    const destination: v128 = column(row0, row1, row2, row3, rowDestination + word);
    const at: u32 = keys + (word === 12 ? 0 : 64 + (word << 2));
    v128.store(at, v128.bitselect(destination, source, isHigher));
    v128.store(at + (word === 12 ? 16 : 48), v128.bitselect(source, destination, isHigher));
  }
  v128.store(keys + 32, v128.bitselect(rotate16(ports), ports, isHigher));
  v128.store(keys + 48, column(row0, row1, row2, row3, rowPorts + 4));
}

/** The word at this offset of each row. */
function column(row0: u32, row1: u32, row2: u32, row3: u32, offset: u32): v128 {
  const first: v128 = v128.load32_lane(row1 + offset, v128.load32_zero(row0 + offset), 1);
  return v128.load32_lane(row3 + offset, v128.load32_lane(row2 + offset, first, 2), 3);
}

function shortKey(row: u32): v128 {
  return v128.load32_lane(row + rowSource + 12, v128.load(row + tail), 0);
}

/** Each lane all ones where the source is higher, as isSourceHigher has it. */
function sourceIsHigher(source: v128, destination: v128, ports: v128): v128 {
  const byPorts: v128 = v128.and(i32x4.eq(source, destination), portsAreHigher(ports));
  return v128.or(i32x4.gt_s(source, destination), byPorts);
}

function portsAreHigher(ports: v128): v128 {
  return i32x4.gt_s(i32x4.shr_u(ports, 16), v128.and(ports, i32x4.splat(0xffff)));
}

function rotate(value: v128, count: i32): v128 {
  return v128.or(i32x4.shl(value, count), i32x4.shr_u(value, 32 - count));
}

function rotate8(value: v128): v128 {
  return v128.shuffle<u8>(value, value, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14);
}

function rotate16(value: v128): v128 {
  return v128.shuffle<u16>(value, value, 1, 0, 3, 2, 5, 4, 7, 6);
}
