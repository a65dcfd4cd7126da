/**
 * From captured bytes to rows: what frame/parse.ts, conntrack/key.ts and segment.ts say of the same packet,
 * in one pass, for the packets that are most of all traffic. The others get `statusOther`, and the plain parser reads them.
 */
import { controlBytesParsed, controlOthers, controlOthersAt, controlSeen } from './control.ts';
import { notRead, seenArp, seenIpv4, seenIpv6, seenVlan } from './headers.ts';
import { readIpv4 } from './ipv4.ts';
import { readIpv6 } from './ipv6.ts';
import {
  leaveNames,
  rowBytes,
  rowCaptured,
  rowDataAt,
  rowIpLength,
  rowKind,
  rowLinkType,
  rowPlaceImage,
  rowStatus,
  statusNonIp,
  statusOther,
  statusTracked,
} from './layout.ts';
import {
  etherArp,
  etherIpv4,
  etherIpv6,
  etherMpls,
  etherMplsMulticast,
  etherPppoe,
  readLink,
} from './link.ts';
import { ld8, ld32, ldf64, mul32, st32, stf64, toF64 } from './mem.ts';
import { writeShortHash } from './short-hash.ts';
import { bothHeaders, readTcp4, seenTcp4 } from './tcp4.ts';
import { readTransport } from './transport.ts';
import { wireEndOf } from './wire-end.ts';

const statusMask: u32 = 0xffff;

/**
 * Fills `count` rows whose reader's part (layout.ts) is there, but for the hash. Of a row with `statusNonIp` or
 * `statusOther` only the status word is valid. Returns how many are `statusOther`; the control block counts the rest.
 * `leave` says what else is `statusOther` (layout.ts); `seed0` and `seed1` are the key of the flow table.
 */
export function parseRows(rows: u32, count: u32, seed0: u32, seed1: u32, control: u32, leave: u32): u32 {
  const key0: u32 = (seed0 | 1) >>> 0;
  const end: u32 = rows + mul32(count, rowBytes);
  let counted: u32 = 0;
  for (let row: u32 = rows; row < end; row += rowBytes) counted += takeRow(row, key0, seed1, control, leave);
  return count - counted;
}

/** The same for the rows that the kernels that read files list. */
export function parseListed(control: u32, key0: u32, key1: u32, leave: u32): void {
  const first: u32 = control + controlOthersAt;
  const end: u32 = first + (ld32(control + controlOthers) << 2);
  for (let at: u32 = first; at < end; at += 4) takeRow(ld32(at), key0, key1, control, leave);
}

/** Parses a row. 1: it is counted; 0: it is for the plain parser. */
function takeRow(row: u32, key0: u32, key1: u32, control: u32, leave: u32): u32 {
  const word: u32 = parseRow(row, key0, key1, leave);
  st32(row + rowStatus, word);
  // And rowHashed.
  stf64(row + rowPlaceImage, 0);
  if ((word & statusMask) === statusOther) return 0;
  const counter: u32 = control + controlSeen + ((word >>> 16) << 2);
  st32(counter, ld32(counter) + 1);
  const bytes: f64 = ldf64(control + controlBytesParsed);
  stf64(control + controlBytesParsed, bytes + toF64(ld32(row + rowCaptured)));
  return 1;
}

/** Gives the status word. */
function parseRow(row: u32, key0: u32, key1: u32, leave: u32): u32 {
  const data: u32 = ld32(row + rowDataAt);
  const captured: u32 = ld32(row + rowCaptured);
  const captureEnd: u32 = data + captured;
  const wireEnd: u32 = wireEndOf(row);
  const link: u32 = readLink(data, ld32(row + rowLinkType) & 0xffff, captureEnd, wireEnd);
  if (link === notRead) return statusOther;
  const at: u32 = data + (link & 0xff);
  const etherType: u32 = link >>> 16;
  let transport: u32 = notRead;
  let seen: u32 = link & seenVlan;
  if (etherType === etherIpv4) {
    if ((leave & leaveNames) === 0 && at + bothHeaders <= captureEnd) {
      if (readTcp4(row, at, captureEnd, key0, key1) !== 0) return statusTracked | ((seen | seenTcp4) << 16);
    }
    transport = readIpv4(row, at, captureEnd, wireEnd);
    seen |= seenIpv4;
  } else if (etherType === etherIpv6) {
    transport = readIpv6(row, at, captureEnd, wireEnd);
    seen |= seenIpv6;
  } else return statusWithoutIp(etherType, seen, at, captureEnd);
  if (transport === notRead) return statusOther;
  const length: u32 = at + ld32(row + rowIpLength) - transport;
  const bit: u32 = readTransport(row, transport, length, captureEnd, ld32(row + rowKind), leave);
  if (bit === notRead) return statusOther;
  writeShortHash(row, key0, key1);
  return statusTracked | ((seen | bit) << 16);
}

function statusWithoutIp(etherType: u32, seen: u32, at: u32, captureEnd: u32): u32 {
  if (etherType === etherMpls) return statusOther;
  if (etherType === etherMplsMulticast) return statusOther;
  if (etherType === etherPppoe) return statusOther;
  if (etherType !== etherArp) return statusNonIp | (seen << 16);
  return isArpSound(at, captureEnd) !== 0 ? statusNonIp | ((seen | seenArp) << 16) : statusOther;
}

/** As frame/arp.ts: both pairs of addresses are there. */
function isArpSound(at: u32, captureEnd: u32): u32 {
  if (at + 8 > captureEnd) return 0;
  const pair: u32 = ld8(at + 4) + ld8(at + 5);
  return at + 8 + (pair << 1) > captureEnd ? 0 : 1;
}
