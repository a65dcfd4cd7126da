/** What the kernels that read files have in common: rows from records, and what is counted of them. */
import {
  controlBytesParsed,
  controlBytesRead,
  controlOtherBytes,
  controlOthers,
  controlOthersAt,
  controlSeen,
  controlStop,
  controlTruncated,
  stopAtEnd,
} from './control.ts';
import { seenVlan } from './headers.ts';
import { rowCaptured, rowDataAt, rowInterface, rowOriginal } from './layout.ts';
import { ld32, ldf64, st32, stf64, toF64 } from './mem.ts';
import { seenTcp4 } from './tcp4.ts';

/** As in capture/format.ts. */
export const maximumPacketLength: u32 = 262144;

/** Before the rows of a block. */
export function beginBlock(control: u32): void {
  st32(control + controlOthers, 0);
  st32(control + controlOtherBytes, 0);
  st32(control + controlStop, stopAtEnd);
}

export function setRecord(row: u32, data: u32, captured: u32, original: u32, interfaceId: u32): void {
  st32(row + rowDataAt, data);
  st32(row + rowCaptured, captured);
  st32(row + rowOriginal, original);
  st32(row + rowInterface, interfaceId);
}

/** A row for parseListed. */
export function list(control: u32, row: u32, captured: u32): void {
  const others: u32 = ld32(control + controlOthers);
  st32(control + controlOthersAt + (others << 2), row);
  st32(control + controlOthers, others + 1);
  addWord(control + controlOtherBytes, captured);
}

/** A packet that was shorter in the capture than on the wire. */
export function countTruncated(control: u32): void {
  add(control + controlTruncated, 1);
}

/** countBlock takes all rows that are not listed for untagged ones. */
export function countTagged(control: u32): void {
  addWord(control + controlSeen + (seenTcp4 << 2), 0xffffffff);
  addWord(control + controlSeen + ((seenTcp4 | seenVlan) << 2), 1);
}

/** So many rows with so many captured bytes. Those that are listed are counted when they are parsed. */
export function countBlock(control: u32, count: u32, bytes: u32): void {
  add(control + controlBytesRead, bytes);
  add(control + controlBytesParsed, bytes - ld32(control + controlOtherBytes));
  addWord(control + controlSeen + (seenTcp4 << 2), count - ld32(control + controlOthers));
}

function add(sum: u32, value: u32): void {
  stf64(sum, ldf64(sum) + toF64(value));
}

function addWord(sum: u32, value: u32): void {
  st32(sum, ld32(sum) + value);
}
