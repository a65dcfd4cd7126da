// The part of src/kernels/mem.ts that is not the same with SIMD and without: with it, for WebAssembly.
export function ld16be(at: u32): u32 {
  const value: u32 = load<u16>(at);
  return ((value & 0xff) << 8) | (value >>> 8);
}

export function ld16le(at: u32): u32 {
  return load<u16>(at);
}

export function ld32be(at: u32): u32 {
  return bswap<u32>(load<u32>(at));
}

export function ld32le(at: u32): u32 {
  return load<u32>(at);
}

export function copyWords2be(to: u32, from: u32): void {
  const words: v128 = v128.load64_zero(from);
  v128.store64_lane(to, v128.shuffle<u8>(words, words, 3, 2, 1, 0, 7, 6, 5, 4, 8, 8, 8, 8, 8, 8, 8, 8), 0);
}

export function copyWords4be(to: u32, from: u32): void {
  const words: v128 = v128.load(from);
  v128.store(to, v128.shuffle<u8>(words, words, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
}

export function copyAddress4(to: u32, from: u32): void {
  const word: v128 = v128.load32_zero(from);
  v128.store(to, v128.shuffle<u8>(word, word, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 3, 2, 1, 0));
}

export function setAddress4(to: u32, word: u32): void {
  v128.store(to, i32x4(0, 0, 0, 0));
  store<u32>(to, word, 12);
}

export function copyTcp(to: u32, from: u32): u32 {
  const order: v128 = i8x16(7, 6, 5, 4, 11, 10, 9, 8, 3, 2, 1, 0, 15, 14, -1, -1);
  const words: v128 = v128.swizzle(v128.load(from), order);
  v128.store(to, words);
  return i32x4.extract_lane(words, 2);
}

export function microseconds(seconds: u32, micro: u32): f64 {
  return ((seconds as i64) * 1000000 + (micro as i64)) as f64;
}

export function orWhereEqual8(at: u32, value: u32): u32 {
  const sought = i32x4.splat(value);
  const low = v128.and(i32x4.eq(v128.load(at), sought), v128.load(at, 32));
  const high = v128.and(i32x4.eq(v128.load(at, 16), sought), v128.load(at, 48));
  const both = v128.or(low, high);
  const half = i64x2.extract_lane(both, 0) | i64x2.extract_lane(both, 1);
  return (half | (half >>> 32)) as u32;
}

export function whereEqual8(at: u32, value: u32): u32 {
  const sought = i32x4.splat(value);
  const low: u32 = i32x4.bitmask(i32x4.eq(v128.load(at), sought));
  return low | (i32x4.bitmask(i32x4.eq(v128.load(at, 16), sought)) << 4);
}

export function count8(bits: u32): u32 {
  return popcnt<u32>(bits);
}

export function lowest32(bits: u32): u32 {
  return ctz<u32>(bits);
}

export function firstAround(boxes: u32, count: u32, point: u32): u32 {
  const at: v128 = v128.load(point);
  for (let n: u32 = 0; n < count; n++) {
    const box: u32 = boxes + (n << 5);
    const offset: v128 = i32x4.sub(at, v128.load(box));
    if (v128.all_true<u32>(v128.le<u32>(offset, v128.load(box, 16)))) return n;
  }
  return count;
}
