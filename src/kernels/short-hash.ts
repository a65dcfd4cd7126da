/**
 * A hash for the memo (hint.ts): the same for both directions of a flow, and for few others. It is far cheaper than the
 * keyed hash of the flow table, and weaker: whoever knew its key could make the memo useless, which costs a look into the
 * index for each packet, and changes no result.
 */
import { rowDestination, rowKind, rowPorts, rowShort, rowSource } from './layout.ts';
import { ld32, mul32, st32 } from './mem.ts';

const family6Bit: u32 = 0x200;
/** Odd numbers: those of Fibonacci hashing (Knuth, The Art of Computer Programming 6.4) and of MurmurHash3. */
const golden: u32 = 0x9e3779b1;
const murmur: u32 = 0x85ebca6b;

/** Writes the hash of a row whose key is there. */
export function writeShortHash(row: u32, key0: u32, key1: u32): void {
  st32(row + rowShort, shortHashOf(row, key0, key1));
}

/** Of a row whose key is there. */
export function shortHashOf(row: u32, key0: u32, key1: u32): u32 {
  let source: u32 = ld32(row + rowSource + 12);
  let destination: u32 = ld32(row + rowDestination + 12);
  if ((ld32(row + rowKind) & family6Bit) !== 0) {
    source += upperWords(row + rowSource, key1);
    destination += upperWords(row + rowDestination, key1);
  }
  return shortHash(source, destination, ld32(row + rowPorts), key0, key1);
}

/** Of word 3 of both addresses, and of ports as the row has them. */
export function shortHash(source: u32, destination: u32, ports: u32, key0: u32, key1: u32): u32 {
  const from: u32 = mixEnd((source + mul32((ports >>> 16) + 1, key0)) ^ key1);
  const to: u32 = mixEnd((destination + mul32((ports & 0xffff) + 1, key0)) ^ key1);
  const mixed: u32 = mul32(from + to, murmur);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** The key comes before the first word: else who chooses addresses could let the last word cancel the others. */
function upperWords(address: u32, key1: u32): u32 {
  const first: u32 = mixEnd(ld32(address) ^ key1);
  return mixEnd(ld32(address + 8) + mixEnd(ld32(address + 4) + first));
}

function mixEnd(end: u32): u32 {
  const mixed: u32 = mul32(end, golden);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
