/** Segments of TCP over IPv4 without options of IPv4, which are the bulk of traffic: ipv4.ts and transport.ts in one go. */
import {
  rowDestination,
  rowFlags,
  rowIpLength,
  rowKind,
  rowPayloadLength,
  rowPorts,
  rowSequence,
  rowShort,
  rowSource,
  rowWindow,
} from './layout.ts';
import { copyAddress4, copyWords2be, ld8, ld16be, ld16le, ld32be, st32 } from './mem.ts';
import { flagSyn } from './segment.ts';
import { shortHash } from './short-hash.ts';

const protocolTcp: u32 = 6;
const kindTcp4: u32 = 0x406;
/** Of both headers, without options. */
const bothHeaders: u32 = 40;
const ipHeader: u32 = 20;
/** MF and the fragment offset, with the bytes swapped. */
const fragmentMask: u32 = 0xff3f;

/**
 * Fills a row as readIpv4, readTransport and writeShortHash do, if the packet at `at` is such a segment, sound and not a
 * SYN, whose options would be read. 1: it is filled; 0: nothing is written.
 */
export function readTcp4(row: u32, at: u32, captureEnd: u32, wireEnd: u32, key0: u32, key1: u32): u32 {
  if (at + bothHeaders > captureEnd) return 0;
  if (ld8(at) !== 0x45) return 0;
  if (ld8(at + 9) !== protocolTcp) return 0;
  if ((ld16le(at + 6) & fragmentMask) !== 0) return 0;
  const length: u32 = ld16be(at + 2);
  const headers: u32 = ipHeader + ((ld8(at + 32) >>> 4) << 2);
  const flags: u32 = ld8(at + 33);
  if ((flags & flagSyn) !== 0) return 0;
  if (headers < bothHeaders) return 0;
  if (headers > length) return 0;
  if (at + length > wireEnd) return 0;
  copyAddress4(row + rowSource, at + 12);
  copyAddress4(row + rowDestination, at + 16);
  const ports: u32 = ld32be(at + 20);
  st32(row + rowShort, shortHash(ld32be(at + 12), ld32be(at + 16), ports, key0, key1));
  st32(row + rowPorts, ports);
  st32(row + rowKind, kindTcp4);
  copyWords2be(row + rowSequence, at + 24);
  st32(row + rowFlags, flags | (ld8(at + 8) << 8));
  st32(row + rowWindow, ld16be(at + 34));
  st32(row + rowPayloadLength, length - headers);
  st32(row + rowIpLength, length);
  return 1;
}
