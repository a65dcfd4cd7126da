/** Records of classic pcap files, as capture/pcap.ts reads them, and the packets in them. */
import {
  controlHeaderLength,
  controlLinkType,
  controlLittleEndian,
  controlMinor,
  controlMostMicro,
  controlReached,
  controlStop,
  controlUnits,
  listedRows,
  stopAtLength,
  stopAtLimit,
} from './control.ts';
import { leaveNames, rowBytes, rowLinkType, rowTime } from './layout.ts';
import { linkEthernet } from './link.ts';
import { div32, ld32, ld32be, ld32le, microseconds, min32, mul32, st32, stf64, toF64 } from './mem.ts';
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

const nanosecondUnits: u32 = 1000000000;

const fractionAt: u32 = 4;
const firstLengthAt: u32 = 8;
const secondLengthAt: u32 = 12;

/**
 * Fills rows from the whole records in [at, end), at most `limit` of them, and returns how many. The control block says
 * what file it is, and takes where the kernel stopped and why. A record that is too long is left to the plain reader,
 * which reports it. Of a row with `statusNonIp` or `statusOther` only the reader's part and the status word are valid.
 * `seed0` and `seed1` are the key of the flow table; `leave` says what else is `statusOther` (layout.ts).
 */
export function readPcap(
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
  const isSwift: boolean = isUsual(control) && (leave & leaveNames) === 0;
  const end0: u32 = rows + mul32(limit, rowBytes);
  // In memory, where the compiler does not see that it could be found out again for each record.
  const units: u32 = ld32(control + controlUnits);
  st32(control + controlMostMicro, units === nanosecondUnits ? 0 : units - 1);
  st32(control + controlReached, at);
  let row: u32 = rows;
  while (row !== end0) {
    const last: u32 = min32(row + mul32(listedRows, rowBytes), end0);
    beginBlock(control);
    row = isSwift ? readBlock(end, row, last, control, key0, seed1) : walkBlock(end, row, last, control);
    parseListed(control, key0, seed1, leave);
    if (row !== last) return (row - rows) / rowBytes;
  }
  st32(control + controlStop, stopAtLimit);
  return limit;
}

/** The file is what nearly all are. */
function isUsual(control: u32): boolean {
  if (ld32(control + controlLinkType) !== linkEthernet) return false;
  return ld32(control + controlLittleEndian) !== 0 && ld32(control + controlMinor) >= 4;
}

/**
 * Fills rows up to `last`, and returns where it stopped. Parses what most packets are in the same loop, and lists the
 * others. Nothing is called in it, and what is seldom counted is counted in memory, so that fewer of
 * the loop's variables are moved to the stack and back.
 */
function readBlock(end: u32, first: u32, last: u32, control: u32, key0: u32, key1: u32): u32 {
  const headerLength: u32 = ld32(control + controlHeaderLength);
  const units: u32 = ld32(control + controlUnits);
  const mostMicro: u32 = ld32(control + controlMostMicro);
  const start: u32 = ld32(control + controlReached);
  let next: u32 = start;
  let row: u32 = first;
  while (row !== last) {
    const data: u32 = next + headerLength;
    if (data > end) break;
    const captured: u32 = ld32le(next + firstLengthAt);
    if (captured > maximumPacketLength) {
      st32(control + controlStop, stopAtLength);
      break;
    }
    const dataEnd: u32 = data + captured;
    if (dataEnd > end) break;
    const original: u32 = ld32le(next + secondLengthAt);
    if (captured < original) countTruncated(control);
    setRecord(row, data, captured, original, 0);
    const seconds: u32 = ld32le(next);
    const fraction: u32 = ld32le(next + fractionAt);
    if (fraction <= mostMicro) {
      stf64(row + rowTime, microseconds(seconds, fraction));
      st32(row + rowLinkType, linkEthernet);
    } else setTime(row, seconds, fraction, units, linkEthernet);
    const seen: u32 = readEthernetTcp4(row, data, dataEnd, key0, key1);
    if (seen === 0) list(control, row, captured);
    else if (seen !== seenTcp4) countTagged(control);
    next = dataEnd;
    row += rowBytes;
  }
  endBlock(control, first, row, start, next);
  return row;
}

/** The same for files of any kind: lists all. */
function walkBlock(end: u32, first: u32, last: u32, control: u32): u32 {
  const headerLength: u32 = ld32(control + controlHeaderLength);
  const units: u32 = ld32(control + controlUnits);
  const littleEndian: u32 = ld32(control + controlLittleEndian);
  const minor: u32 = ld32(control + controlMinor);
  const linkType: u32 = ld32(control + controlLinkType);
  const start: u32 = ld32(control + controlReached);
  let next: u32 = start;
  let row: u32 = first;
  while (row !== last) {
    const data: u32 = next + headerLength;
    if (data > end) break;
    const length1: u32 = field(next + firstLengthAt, littleEndian);
    const length2: u32 = field(next + secondLengthAt, littleEndian);
    const captured: u32 = capturedLength(length1, length2, minor);
    if (captured > maximumPacketLength) {
      st32(control + controlStop, stopAtLength);
      break;
    }
    if (data + captured > end) break;
    // One of the two lengths is the captured one; the other is the original one.
    const original: u32 = length1 + length2 - captured;
    if (captured < original) countTruncated(control);
    setRecord(row, data, captured, original, 0);
    setTime(row, field(next, littleEndian), field(next + fractionAt, littleEndian), units, linkType);
    list(control, row, captured);
    next = data + captured;
    row += rowBytes;
  }
  endBlock(control, first, row, start, next);
  return row;
}

/** The rows from `first` to `end` stood from `start` to `next`. */
function endBlock(control: u32, first: u32, end: u32, start: u32, next: u32): void {
  const count: u32 = (end - first) / rowBytes;
  countBlock(control, count, next - start - mul32(count, ld32(control + controlHeaderLength)));
  st32(control + controlReached, next);
}

function field(at: u32, littleEndian: u32): u32 {
  return littleEndian !== 0 ? ld32le(at) : ld32be(at);
}

/** Version 2.2 and older wrote the original length first; 2.3 did either, so the smaller one is taken. */
function capturedLength(first: u32, second: u32, minor: u32): u32 {
  if (minor >= 4) return first;
  return minor < 3 ? second : min32(first, second);
}

/** Fractions of a second and more are carried over. */
function setTime(row: u32, seconds: u32, fraction: u32, units: u32, linkType: u32): void {
  const carried: u32 = div32(fraction, units);
  const rest: u32 = fraction - mul32(carried, units);
  const micro: u32 = units === nanosecondUnits ? div32(rest, 1000) : rest;
  const nano: u32 = units === nanosecondUnits ? rest - mul32(micro, 1000) : 0;
  stf64(row + rowTime, (toF64(seconds) + toF64(carried)) * 1e6 + toF64(micro));
  st32(row + rowLinkType, linkType | (nano << 16));
}
