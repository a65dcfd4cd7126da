/** Records of classic pcap files, as capture/pcap.ts reads them. */
import {
  controlBytesRead,
  controlReached,
  controlStop,
  controlTruncated,
  stopAtEnd,
  stopAtLength,
  stopAtLimit,
} from './control.ts';
import {
  rowBytes,
  rowCaptured,
  rowDataAt,
  rowInterface,
  rowLinkType,
  rowOriginal,
  rowTime,
} from './layout.ts';
import { div32, ld32be, ld32le, ldf64, min32, mul32, st32, stf64, toF64 } from './mem.ts';

/** As in capture/format.ts. */
const maximumPacketLength: u32 = 262144;
const nanosecondUnits: u32 = 1000000000;

/** The second cache line of a row. */
const secondLine: u32 = 64;

const fractionAt: u32 = 4;
const firstLengthAt: u32 = 8;
const secondLengthAt: u32 = 12;

/**
 * Fills rows from the whole records in [at, end), at most `limit` of them, and returns how many. The control block
 * says where it stopped and why. A record that is too long is left to the plain reader, which reports it.
 *
 * `littleEndian` is 1 or 0; `headerLength` (of a record) is 16 or 24; `unitsPerSecond` is 10^6 or 10^9; `minor` is
 * the file's minor version; `linkType` goes into each row.
 */
export function walkPcap(
  at: u32,
  end: u32,
  rows: u32,
  limit: u32,
  control: u32,
  littleEndian: u32,
  headerLength: u32,
  unitsPerSecond: u32,
  minor: u32,
  linkType: u32,
): u32 {
  let count: u32 = 0;
  let stop: u32 = stopAtLimit;
  let bytes: f64 = 0;
  let truncated: u32 = 0;
  let row: u32 = rows;
  let next: u32 = at;
  while (count < limit) {
    stop = stopAtEnd;
    if (next + headerLength > end) break;
    const first: u32 = field(next + firstLengthAt, littleEndian);
    const second: u32 = field(next + secondLengthAt, littleEndian);
    const captured: u32 = capturedLength(first, second, minor);
    if (captured > maximumPacketLength) {
      stop = stopAtLength;
      break;
    }
    const data: u32 = next + headerLength;
    if (data + captured > end) break;
    // One of the two lengths is the captured one; the other is the original one.
    const original: u32 = first + second - captured;
    st32(row + rowDataAt, data);
    st32(row + rowCaptured, captured);
    st32(row + rowOriginal, original);
    st32(row + rowInterface, 0);
    setTime(row, linkType, field(next, littleEndian), field(next + fractionAt, littleEndian), unitsPerSecond);
    bytes += toF64(captured);
    if (captured < original) truncated++;
    next = data + captured;
    row += rowBytes;
    count++;
    stop = stopAtLimit;
  }
  st32(control + controlReached, next);
  st32(control + controlStop, stop);
  stf64(control + controlBytesRead, ldf64(control + controlBytesRead) + bytes);
  stf64(control + controlTruncated, ldf64(control + controlTruncated) + toF64(truncated));
  return count;
}

/**
 * Writes to `count` rows that another thread has read: one after the other, and to nothing else, so that a processor fetches
 * many at once. Where threads are far from each other each would else cost as long as a packet takes.
 */
export function claimRows(rows: u32, count: u32): void {
  const end: u32 = rows + mul32(count, rowBytes);
  for (let row: u32 = rows; row < end; row += rowBytes) {
    st32(row, 0);
    st32(row + secondLine, 0);
  }
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
function setTime(row: u32, linkType: u32, seconds: u32, fraction: u32, unitsPerSecond: u32): void {
  let carried: u32 = 0;
  let rest: u32 = fraction;
  if (fraction >= unitsPerSecond) {
    carried = div32(fraction, unitsPerSecond);
    rest = fraction - carried * unitsPerSecond;
  }
  let micro: u32 = rest;
  let nano: u32 = 0;
  if (unitsPerSecond === nanosecondUnits) {
    micro = div32(rest, 1000);
    nano = rest - micro * 1000;
  }
  stf64(row + rowTime, (toF64(seconds) + toF64(carried)) * 1e6 + toF64(micro));
  st32(row + rowLinkType, linkType | (nano << 16));
}
