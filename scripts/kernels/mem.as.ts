// src/kernels/mem.ts for AssemblyScript: what each function must do stands there. All of them are inlined.
export function ld8(at: u32): u32 {
  return load<u8>(at);
}

export function ld16(at: u32): u32 {
  return load<u16>(at);
}

export function ld32(at: u32): u32 {
  return load<u32>(at);
}

export function ldf64(at: u32): f64 {
  return load<f64>(at);
}

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

export function st8(at: u32, value: u32): void {
  store<u8>(at, value);
}

export function st16(at: u32, value: u32): void {
  store<u16>(at, value);
}

export function st32(at: u32, value: u32): void {
  store<u32>(at, value);
}

export function stf64(at: u32, value: f64): void {
  store<f64>(at, value);
}

export function mul32(a: u32, b: u32): u32 {
  return a * b;
}

export function div32(a: u32, b: u32): u32 {
  return a / b;
}

export function s32(value: u32): i32 {
  return value as i32;
}

export function rotl32(value: u32, count: u32): u32 {
  return rotl<u32>(value, count);
}

export function clz32(value: u32): u32 {
  return clz<u32>(value);
}

export function min32(a: u32, b: u32): u32 {
  return a < b ? a : b;
}

export function max32(a: u32, b: u32): u32 {
  return a > b ? a : b;
}

export function toF64(value: u32): f64 {
  return value as f64;
}

export function toU32(value: f64): u32 {
  return value as u32;
}

export function floor64(value: f64): f64 {
  return floor<f64>(value);
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
