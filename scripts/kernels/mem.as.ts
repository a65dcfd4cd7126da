// src/kernels/mem.ts for AssemblyScript: what each function must do stands there. All of them are inlined.
// What SIMD does better is in mem-wide.ts: mem-simd.as.ts or mem-scalar.as.ts.
export * from './mem-wide.ts';

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

export function toF64(value: u32): f64 {
  return value as f64;
}

export function floor64(value: f64): f64 {
  return floor<f64>(value);
}
