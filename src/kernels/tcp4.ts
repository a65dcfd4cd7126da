/** Segments of TCP over IPv4 without options of IPv4, which are the bulk of traffic: ipv4.ts and transport.ts in one go. */
import { seenIpv4, seenTcp, seenVlan } from './headers.ts';
import {
  rowDestination,
  rowFlags,
  rowIpLength,
  rowKind,
  rowPayloadLength,
  rowPlaceImage,
  rowPorts,
  rowSequence,
  rowShort,
  rowSource,
  rowStatus,
} from './layout.ts';
import { copyTcp, ld8, ld16be, ld16le, ld32be, ld32le, setAddress4, st32, stf64 } from './mem.ts';
import { flagSyn } from './segment.ts';
import { shortHash } from './short-hash.ts';
import { wireEndOf } from './wire-end.ts';

/** The HeaderSeen bits of such segments without tags. */
export const seenTcp4: u32 = seenIpv4 | seenTcp;

const kindTcp4: u32 = 0x406;
/** Of both headers, without options. */
export const bothHeaders: u32 = 40;
const ipHeader: u32 = 20;
/** Of the four bytes from the fragment offset on: MF and the offset, the time to live, the protocol. Little-endian. */
const middleMask: u32 = 0xff00ff3f;
const wholeTcp: u32 = 0x06000000;

const ethernetHeader: u32 = 14;
const tagLength: u32 = 4;
/** With the bytes swapped. */
const etherIpv4: u32 = 0x0008;
const etherVlan: u32 = 0x0081;

/**
 * As parseRows, for the Ethernet frame at `data`, with one VLAN tag or none. Gives its HeaderSeen bits; 0: it is something else.
 */
export function readEthernetTcp4(row: u32, data: u32, captureEnd: u32, key0: u32, key1: u32): u32 {
  let at: u32 = data + ethernetHeader;
  let seen: u32 = seenTcp4;
  if (at + bothHeaders > captureEnd) return 0;
  let type: u32 = ld16le(data + 12);
  if (type === etherVlan) {
    type = ld16le(data + 16);
    at += tagLength;
    seen = seenTcp4 | seenVlan;
    if (at + bothHeaders > captureEnd) return 0;
  }
  if (type !== etherIpv4) return 0;
  if (readTcp4(row, at, captureEnd, key0, key1) === 0) return 0;
  st32(row + rowStatus, seen << 16);
  // And rowHashed.
  stf64(row + rowPlaceImage, 0);
  return seen;
}

/**
 * Fills a row as readIpv4, readTransport and writeShortHash do, if the packet at `at` is such a segment, sound and not a
 * SYN, whose options would be read. So many bytes as both headers have are captured. 1: it is filled; 0: nothing is written.
 */
export function readTcp4(row: u32, at: u32, captureEnd: u32, key0: u32, key1: u32): u32 {
  if (ld8(at) !== 0x45) return 0;
  const middle: u32 = ld32le(at + 6);
  if ((middle & middleMask) >>> 0 !== wholeTcp) return 0;
  const flags: u32 = ld8(at + 33);
  if ((flags & flagSyn) !== 0) return 0;
  const length: u32 = ld16be(at + 2);
  const headers: u32 = ipHeader + ((ld8(at + 32) >>> 4) << 2);
  if (headers < bothHeaders) return 0;
  if (headers > length) return 0;
  if (at + length > captureEnd) {
    if (at + length > wireEndOf(row)) return 0;
  }
  const source: u32 = ld32be(at + 12);
  const destination: u32 = ld32be(at + 16);
  setAddress4(row + rowSource, source);
  setAddress4(row + rowDestination, destination);
  // Before the flags, which stand among these words.
  const ports: u32 = copyTcp(row + rowSequence, at + 20);
  st32(row + rowPorts, ports);
  st32(row + rowKind, kindTcp4);
  st32(row + rowFlags, flags | ((middle >>> 8) & 0xff00));
  st32(row + rowPayloadLength, length - headers);
  st32(row + rowIpLength, length);
  st32(row + rowShort, shortHash(source, destination, ports, key0, key1));
  return 1;
}
