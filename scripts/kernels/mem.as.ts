// What kernels use of memory, in AssemblyScript: served in place of src/kernels/mem.ts, which says what each does.
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
export function be16(at: u32): u32 {
  return ((load<u8>(at) as u32) << 8) | (load<u8>(at, 1) as u32);
}
export function be32(at: u32): u32 {
  return bswap<u32>(load<u32>(at));
}
export function le32(at: u32): u32 {
  return load<u32>(at);
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
export function rotl32(value: u32, by: u32): u32 {
  return rotl<u32>(value, by);
}
export function s32(value: u32): i32 {
  return value as i32;
}
export function f64of(value: u32): f64 {
  return value as f64;
}
export function floor64(value: f64): f64 {
  return floor<f64>(value);
}
export function u32of(value: f64): u32 {
  return value as u32;
}
