/** Datagrams whose fragments stand one behind the other: what most fragments of most captures are. */
import { readFragment } from './fragment.ts';
import { notRead, seenUdp } from './headers.ts';
import {
  rowAcknowledgement,
  rowBytes,
  rowCaptured,
  rowDataAt,
  rowDestination,
  rowFlags,
  rowHashed,
  rowHint,
  rowIpLength,
  rowKind,
  rowPayloadLength,
  rowPorts,
  rowSequence,
  rowSource,
  rowStatus,
  rowTime,
  rowWindow,
  statusTracked,
} from './layout.ts';
import { ld32, ldf64, min32, mul32, st32 } from './mem.ts';
import { readTransport } from './transport.ts';

/** Fewer than the defragmenter takes for one datagram. */
const mostFragments: u32 = 64;
/** Microseconds either way from the first fragment: far from any lifetime, whatever the clock of the defragmenter says. */
const longestStep: f64 = 1000000;

/**
 * Takes the rows from `from` on, before `to`, that hold a UDP datagram, captured whole, in the order of its bytes and
 * nothing else. Makes the last of them a row of the datagram, as parseRows makes those of packets, and gives the row
 * behind it; `from` where there is no such datagram. The rows before the last stay `statusOther`; addresses, ports and
 * kind are those of the datagram.
 */
export function joinFragments(rows: u32, from: u32, to: u32): u32 {
  const first: u32 = rows + mul32(from, rowBytes);
  const limit: u32 = min32(to, from + mostFragments);
  const transport: u32 = readFragment(first);
  if (transport === notRead) return from;
  let row: u32 = first;
  let offset: u32 = 0;
  for (let index: u32 = from; index < limit; index++) {
    if (index !== from) {
      if (readFragment(row) === notRead) return from;
      if (isSameDatagram(first, row) === 0) return from;
    }
    if (ld32(row + rowAcknowledgement) !== offset) return from;
    offset += ld32(row + rowPayloadLength);
    if (ld32(row + rowSequence) === 0) {
      if (index === from) return from;
      return complete(first, row, transport, offset) !== 0 ? index + 1 : from;
    }
    row += rowBytes;
  }
  return from;
}

/** Whether both are fragments of one datagram, on links with the same tags, at about the same time. */
function isSameDatagram(first: u32, row: u32): u32 {
  let differs: u32 = ld32(first + rowKind) ^ ld32(row + rowKind);
  for (let at: u32 = 0; at < 16; at += 4) {
    differs |= ld32(first + rowSource + at) ^ ld32(row + rowSource + at);
    differs |= ld32(first + rowDestination + at) ^ ld32(row + rowDestination + at);
  }
  differs |= ld32(first + rowHint) ^ ld32(row + rowHint);
  differs |= ld32(first + rowWindow) ^ ld32(row + rowWindow);
  if (differs !== 0) return 0;
  const step: f64 = ldf64(row + rowTime) - ldf64(first + rowTime);
  if (step > longestStep) return 0;
  return step < 0 - longestStep ? 0 : 1;
}

/** Headers are those of the first fragment; IPv6 keeps its fragment header. 0 where the UDP header is not sound. */
function complete(first: u32, row: u32, transport: u32, length: u32): u32 {
  const captureEnd: u32 = ld32(first + rowDataAt) + ld32(first + rowCaptured);
  const seen: u32 = ld32(first + rowWindow);
  const headers: u32 = ld32(first + rowIpLength) - ld32(first + rowPayloadLength);
  if (readTransport(row, transport, length, captureEnd, ld32(row + rowKind), 0) !== seenUdp) return 0;
  st32(row + rowFlags, ld32(first + rowFlags));
  st32(row + rowIpLength, headers + length);
  st32(row + rowHint, 0);
  st32(row + rowStatus, statusTracked | ((seen | seenUdp) << 16));
  st32(row + rowHashed, 0);
  for (let before: u32 = first; before < row; before += rowBytes)
    st32(before + rowPorts, ld32(row + rowPorts));
  return 1;
}
