/**
 * How kernels reach memory where they run as they stand, which is in tests only. scripts/kernels has the same functions
 * for AssemblyScript, where each is one instruction or a few.
 *
 * Addresses are bytes from the start of the one memory that `useMemory` set; it is below 2 GiB, so that a sum of an
 * address and a length does not wrap. `ld32`, `st32`, `ld16`, `st16`, `ldf64` and `stf64` need aligned addresses and
 * have the machine's byte order; the functions with `be` or `le` in their names take any address. Nothing is checked:
 * kernels compare all lengths before they load.
 */
let bytes = new Uint8Array(0);
let halves = new Uint16Array(bytes.buffer);
let words = new Uint32Array(bytes.buffer);
let doubles = new Float64Array(bytes.buffer);

/** Sets the memory of all portable kernels of this thread. To be called again after the memory has grown. */
export function useMemory(buffer: ArrayBufferLike): void {
  bytes = new Uint8Array(buffer as ArrayBuffer);
  halves = new Uint16Array(bytes.buffer);
  words = new Uint32Array(bytes.buffer);
  doubles = new Float64Array(bytes.buffer);
}

export function ld8(at: u32): u32 {
  return bytes[at];
}

export function ld16(at: u32): u32 {
  return halves[at >>> 1];
}

export function ld32(at: u32): u32 {
  return words[at >>> 2];
}

export function ldf64(at: u32): f64 {
  return doubles[at >>> 3];
}

export function ld16be(at: u32): u32 {
  return (bytes[at] << 8) | bytes[at + 1];
}

export function ld16le(at: u32): u32 {
  return bytes[at] | (bytes[at + 1] << 8);
}

export function ld32be(at: u32): u32 {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

export function ld32le(at: u32): u32 {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** To two words at `to` from two in network byte order at `from`, which is any address. */
export function copyWords2be(to: u32, from: u32): void {
  st32(to, ld32be(from));
  st32(to + 4, ld32be(from + 4));
}

/** The same for four words: an IPv6 address. */
export function copyWords4be(to: u32, from: u32): void {
  copyWords2be(to, from);
  copyWords2be(to + 8, from + 8);
}

/** An IPv4 address, as four words of which the last one is not 0. */
export function copyAddress4(to: u32, from: u32): void {
  st32(to, 0);
  st32(to + 4, 0);
  st32(to + 8, 0);
  st32(to + 12, ld32be(from));
}

/** The same from the word that the address is. */
export function setAddress4(to: u32, word: u32): void {
  st32(to, 0);
  st32(to + 4, 0);
  st32(to + 8, 0);
  st32(to + 12, word);
}

/**
 * Of a TCP header at `from`, to the first, second and fourth of four words: sequence number, acknowledgement and window. What
 * the third becomes is not said. Gives the ports.
 */
export function copyTcp(to: u32, from: u32): u32 {
  copyWords2be(to, from + 4);
  st32(to + 12, ld16be(from + 14));
  return ld32be(from);
}

export function st32(at: u32, value: u32): void {
  words[at >>> 2] = value;
}

export function stf64(at: u32, value: f64): void {
  doubles[at >>> 3] = value;
}

/** The lowest 32 bits of the product. */
export function mul32(a: u32, b: u32): u32 {
  return Math.imul(a, b) >>> 0;
}

/** The whole part of the quotient; `b` is not 0. */
export function div32(a: u32, b: u32): u32 {
  return (a / b) >>> 0;
}

/** The same bits as a signed number: for comparisons. */
export function s32(value: u32): i32 {
  return value | 0;
}

/** `count` is 1..31. */
export function rotl32(value: u32, count: u32): u32 {
  return (value << count) | (value >>> (32 - count));
}

/** Leading zero bits, 0..32. */
export function clz32(value: u32): u32 {
  return Math.clz32(value);
}

/** Both are unsigned: results of `&`, `|`, `^` and `<<` need `>>> 0` before. */
export function min32(a: u32, b: u32): u32 {
  return a < b ? a : b;
}

/** From an unsigned number; here both are the same. */
export function toF64(value: u32): f64 {
  return value;
}

/** `seconds` and `micro`, below a million, as one number. */
export function microseconds(seconds: u32, micro: u32): f64 {
  return seconds * 1e6 + micro;
}

/** Of a value from 0 on. */
export function floor64(value: f64): f64 {
  return Math.floor(value);
}

/**
 * Eight words, then eight more: those of the latter whose fellow among the former is this value, joined by OR. Where
 * more than one is equal some of them may be left out.
 */
export function orWhereEqual8(at: u32, value: u32): u32 {
  const first = at >>> 2;
  let joined = 0;
  for (let i = first; i < first + 8; i++) if (words[i] === value) joined |= words[i + 8];
  return joined >>> 0;
}

/** Which of eight words have this value: bit 0 is the first. */
export function whereEqual8(at: u32, value: u32): u32 {
  const first = at >>> 2;
  let mask = 0;
  for (let i = 0; i < 8; i++) mask |= Number(words[first + i] === value) << i;
  return mask;
}

/** Bits that are set, of 0..255. */
export function count8(bits: u32): u32 {
  const pairs = bits - ((bits >>> 1) & 0x55);
  const fours = (pairs & 0x33) + ((pairs >>> 2) & 0x33);
  return (fours + (fours >>> 4)) & 15;
}

/** Number of the lowest bit that is set; `bits` is not 0. */
export function lowest32(bits: u32): u32 {
  return 31 - Math.clz32(bits & -bits);
}

/**
 * Boxes of eight words, four first values and how far the last ones are from them: number of the first that holds the four
 * words at `point`; `count` if none does.
 */
export function firstAround(boxes: u32, count: u32, point: u32): u32 {
  for (let n = 0; n < count; n++) if (isAround((boxes >>> 2) + n * 8, point >>> 2)) return n;
  return count;
}

function isAround(box: number, point: number): boolean {
  for (let i = 0; i < 4; i++)
    if ((words[point + i] - words[box + i]) >>> 0 > words[box + 4 + i]) return false;
  return true;
}
