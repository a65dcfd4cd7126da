/** Sets of small whole numbers as bits in 32-bit words. All sets that meet have the same size. */
export type Bits = Uint32Array<ArrayBuffer>;

export function emptyBits(size: number): Bits {
  return new Uint32Array((size + 31) >>> 5);
}

export function fullBits(size: number): Bits {
  const bits = emptyBits(size).fill(0xffffffff);
  if ((size & 31) !== 0) bits[bits.length - 1] = 2 ** (size & 31) - 1;
  return bits;
}

export function addBit(bits: Bits, member: number): void {
  bits[member >>> 5] |= 1 << (member & 31);
}

export function hasBit(bits: Bits, member: number): boolean {
  return (bits[member >>> 5] & (1 << (member & 31))) !== 0;
}

export function addAll(bits: Bits, more: Bits): void {
  for (let i = 0; i < bits.length; i++) bits[i] |= more[i];
}

export function keepCommon(bits: Bits, others: Bits): void {
  for (let i = 0; i < bits.length; i++) bits[i] &= others[i];
}

export function removeAll(bits: Bits, others: Bits): void {
  for (let i = 0; i < bits.length; i++) bits[i] &= ~others[i];
}

export function union(size: number, sets: readonly Bits[]): Bits {
  const bits = emptyBits(size);
  for (const set of sets) addAll(bits, set);
  return bits;
}

export function intersection(a: Bits, b: Bits): Bits {
  const bits = a.slice();
  keepCommon(bits, b);
  return bits;
}

export function difference(a: Bits, b: Bits): Bits {
  const bits = a.slice();
  removeAll(bits, b);
  return bits;
}

/** All of it is in the other. */
export function isWithin(bits: Bits, other: Bits): boolean {
  for (let i = 0; i < bits.length; i++) if ((bits[i] & ~other[i]) !== 0) return false;
  return true;
}

/** Number of members. */
export function countOf(bits: Bits): number {
  let count = 0;
  for (let i = 0; i < bits.length; i++) count += ones(bits[i]);
  return count;
}

/** Of a word. */
export function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export function isEmpty(bits: Bits): boolean {
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) return false;
  return true;
}

/** In ascending order. */
export function forEachBit(bits: Bits, visit: (member: number) => void): void {
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i]; word !== 0; word &= word - 1) visit(i * 32 + 31 - Math.clz32(word & -word));
  }
}

/** In ascending order. */
export function membersOf(bits: Bits): readonly number[] {
  const members: number[] = [];
  forEachBit(bits, (member) => members.push(member));
  return members;
}
