/** Enhanced Packet Blocks of pcapng files, as capture/pcapng.ts reads them, and the packets in them. */
import {
  controlInterfaces,
  controlReached,
  controlStop,
  listedInterfaces,
  listedRows,
  stopAtLimit,
  stopAtOther,
  unitsMicro,
  unitsNano,
} from './control.ts';
import { leaveNames, rowBytes, rowLinkType, rowTime } from './layout.ts';
import { linkEthernet } from './link.ts';
import { div32, ld16le, ld32, ld32le, min32, mul32, st32, stf64, toF64 } from './mem.ts';
import { parseListed } from './parse.ts';
import {
  beginBlock,
  countBlock,
  countTagged,
  countTruncated,
  list,
  maximumPacketLength,
  setRecord,
} from './read-rows.ts';
import { readEthernetTcp4, seenTcp4 } from './tcp4.ts';

const enhancedPacket: u32 = 6;
/** Type and length; all fixed fields, those behind the packet included; and those before it. */
const blockHead: u32 = 8;
const fixedLength: u32 = 32;
const packetAt: u32 = 28;
/** As in capture/pcapng.ts. */
const maximumBlockLength: u32 = 16777216;

const interfaceAt: u32 = 8;
const highAt: u32 = 12;
const lowAt: u32 = 16;
const capturedAt: u32 = 20;
const originalAt: u32 = 24;

/** High words of times before which the number of microseconds is below 2^53, in microseconds and in nanoseconds. */
const endOfMicro: u32 = 0x200000;
const endOfNano: u32 = 2000000000;
const two32: f64 = 4294967296;

/**
 * As readPcap, for the blocks of a little-endian section. Stops before a block that is not for
 * it: it is for the plain reader, which says what is wrong with it if something is. What stands in the options is not read.
 */
export function readPcapng(
  at: u32,
  end: u32,
  rows: u32,
  limit: u32,
  control: u32,
  seed0: u32,
  seed1: u32,
  leave: u32,
): u32 {
  const key0: u32 = (seed0 | 1) >>> 0;
  const swiftLink: u32 = (leave & leaveNames) === 0 ? linkEthernet : 0xffffffff;
  const end0: u32 = rows + mul32(limit, rowBytes);
  st32(control + controlReached, at);
  let row: u32 = rows;
  while (row !== end0) {
    const last: u32 = min32(row + mul32(listedRows, rowBytes), end0);
    beginBlock(control);
    row = readBlocks(end, row, last, control, key0, seed1, swiftLink);
    parseListed(control, key0, seed1, leave);
    if (row !== last) return (row - rows) / rowBytes;
  }
  st32(control + controlStop, stopAtLimit);
  return limit;
}

/** Fills rows up to `last`, and returns where it stopped. Nothing is called in its loop (see readBlock in read-pcap.ts). */
function readBlocks(
  end: u32,
  first: u32,
  last: u32,
  control: u32,
  key0: u32,
  key1: u32,
  swiftLink: u32,
): u32 {
  let next: u32 = ld32(control + controlReached);
  let row: u32 = first;
  let bytes: u32 = 0;
  while (row !== last) {
    if (next + blockHead > end) break;
    const length: u32 = ld32le(next + 4);
    if (isForKernel(next, length, end, control) === 0) break;
    const units: u32 = unitsOf(next, control);
    const captured: u32 = ld32le(next + capturedAt);
    const original: u32 = ld32le(next + originalAt);
    if (captured < original) countTruncated(control);
    const data: u32 = next + packetAt;
    setRecord(row, data, captured, original, ld32le(next + interfaceAt));
    setTime(row, ld32le(next + highAt), ld32le(next + lowAt), units);
    const linkType: u32 = units & 0xffff;
    const seen: u32 = linkType === swiftLink ? readEthernetTcp4(row, data, data + captured, key0, key1) : 0;
    if (seen === 0) list(control, row, captured);
    else if (seen !== seenTcp4) countTagged(control);
    bytes += captured;
    next += length;
    row += rowBytes;
  }
  st32(control + controlReached, next);
  countBlock(control, (row - first) / rowBytes, bytes);
  return row;
}

/**
 * 1: the block is whole, sound, and of an interface and a time that are for kernels. 0: it is not; the control block says
 * whether it may be when more bytes are there.
 */
function isForKernel(block: u32, length: u32, end: u32, control: u32): u32 {
  const room: u32 = length - fixedLength;
  if (ld32le(block) !== enhancedPacket || length < fixedLength || (length & 3) !== 0) return isOther(control);
  if (length > maximumBlockLength) return isOther(control);
  // Wanting, not other.
  if (block + length > end) return 0;
  const captured: u32 = ld32le(block + capturedAt);
  if (captured > room || captured > maximumPacketLength) return isOther(control);
  if (ld32le(block + length - 4) !== length) return isOther(control);
  if (ld32le(block + interfaceAt) >= listedInterfaces) return isOther(control);
  if (ld32le(block + highAt) >= endOfTimes(unitsOf(block, control) >>> 16)) return isOther(control);
  const padded: u32 = ((captured + 3) & ~3) >>> 0;
  if (padded === room) return 1;
  return areOptionsSound(block + packetAt + padded, block + length - 4) !== 0 ? 1 : isOther(control);
}

/** The word of the interface of a block. */
function unitsOf(block: u32, control: u32): u32 {
  return ld32(control + controlInterfaces + (ld32le(block + interfaceAt) << 2));
}

/** High words of times from here on are for the plain reader; all are where the units are. */
function endOfTimes(units: u32): u32 {
  if (units === unitsMicro) return endOfMicro;
  return units === unitsNano ? endOfNano : 0;
}

function isOther(control: u32): u32 {
  st32(control + controlStop, stopAtOther);
  return 0;
}

/** None runs over the end: see walkOptions. */
function areOptionsSound(start: u32, end: u32): u32 {
  let at: u32 = start;
  while (at + 4 <= end) {
    const code: u32 = ld16le(at);
    if (code === 0) return 1;
    const length: u32 = ld16le(at + 2);
    if (length > end - at - 4) return 0;
    at += 4 + (((length + 3) & ~3) >>> 0);
  }
  return 1;
}

/** From a count of microseconds or nanoseconds in two words. */
function setTime(row: u32, high: u32, low: u32, units: u32): void {
  if (units >>> 16 === unitsMicro) {
    stf64(row + rowTime, toF64(high) * two32 + toF64(low));
    st32(row + rowLinkType, units & 0xffff);
    return;
  }
  // Long division by 1000, in digits of 32, 16 and 16 bits.
  const first: u32 = div32(high, 1000);
  const second: u32 = ((high - mul32(first, 1000)) << 16) | (low >>> 16);
  const middle: u32 = div32(second, 1000);
  const third: u32 = ((second - mul32(middle, 1000)) << 16) | (low & 0xffff);
  const last: u32 = div32(third, 1000);
  stf64(row + rowTime, toF64(first) * two32 + toF64(((middle << 16) | last) >>> 0));
  st32(row + rowLinkType, (units & 0xffff) | ((third - mul32(last, 1000)) << 16));
}
