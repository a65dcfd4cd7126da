/**
 * What kernels use of memory. To AssemblyScript these are single instructions (scripts/kernels/mem.as.ts); here they
 * work on typed arrays of one buffer for each thread, so that the same kernels run as plain TypeScript.
 */
let bytes = new Uint8Array(0) as Uint8Array<ArrayBufferLike>;
let halves = new Uint16Array(0) as Uint16Array<ArrayBufferLike>;
let words = new Uint32Array(0) as Uint32Array<ArrayBufferLike>;
let doubles = new Float64Array(0) as Float64Array<ArrayBufferLike>;

/** Which buffer the kernels of this thread work on, from now on. Its length is a multiple of 8. */
export function useMemory(buffer: ArrayBufferLike): void {
  bytes = new Uint8Array(buffer);
  halves = new Uint16Array(buffer);
  words = new Uint32Array(buffer);
  doubles = new Float64Array(buffer);
}

export function ld8(at: u32): u32 {
  return bytes[at];
}

/** Aligned, as are all but the big- and little-endian reads of packet bytes. */
export function ld16(at: u32): u32 {
  return halves[at >>> 1];
}

export function ld32(at: u32): u32 {
  return words[at >>> 2];
}

export function ldf64(at: u32): f64 {
  return doubles[at >>> 3];
}

/** Big-endian, anywhere: network byte order. */
export function be16(at: u32): u32 {
  return (bytes[at] << 8) | bytes[at + 1];
}

export function be32(at: u32): u32 {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

/** Little-endian, anywhere. */
export function le32(at: u32): u32 {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

export function st16(at: u32, value: u32): void {
  halves[at >>> 1] = value;
}

export function st32(at: u32, value: u32): void {
  words[at >>> 2] = value;
}

export function stf64(at: u32, value: f64): void {
  doubles[at >>> 3] = value;
}

/** Modulo 2^32. */
export function mul32(a: u32, b: u32): u32 {
  return Math.imul(a, b) >>> 0;
}

export function rotl32(value: u32, by: u32): u32 {
  return ((value << by) | (value >>> (32 - by))) >>> 0;
}

/** As a signed number, for comparing. */
export function s32(value: u32): i32 {
  return value | 0;
}

export function f64of(value: u32): f64 {
  return value;
}

export function floor64(value: f64): f64 {
  return Math.floor(value);
}

/** Of a whole number from 0 to 2^32 - 1. */
export function u32of(value: f64): u32 {
  return value >>> 0;
}
