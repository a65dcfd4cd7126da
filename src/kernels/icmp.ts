/** ICMP queries, as frame/icmp.ts, conntrack/icmp.ts and conntrack/key.ts read them. */

import { rowAcknowledgement, rowKind, rowPayloadLength, rowPorts, rowSequence, rowWindow } from './layout.ts';
import { ld8, ld16be, st32 } from './mem.ts';
import { addressOrder, sameOrder, sourceHigher } from './order.ts';

const kindIcmp4: u32 = 0x401;
const noQuery: u32 = 256;

/** Fills the key's ports and kind, and the window with type and code. Gives 0 for what is cut or no query. */
export function readIcmp(row: u32, at: u32, length: u32, captureEnd: u32, kind: u32): u32 {
  if (length < 8) return 0;
  if (at + 8 > captureEnd) return 0;
  const type: u32 = ld8(at);
  const request: u32 = kind === kindIcmp4 ? request4(type) : request6(type);
  if (request === noQuery) return 0;
  let id: u32 = 0;
  if (hasIdentifier(kind, request) !== 0) id = ld16be(at + 4);
  st32(row + rowPorts, (id << 16) | id);
  st32(row + rowKind, kind | (request << 16) | (requesterBit(row, type === request ? 1 : 0) << 24));
  st32(row + rowSequence, 0);
  st32(row + rowAcknowledgement, 0);
  st32(row + rowWindow, (type << 8) | ld8(at + 1));
  st32(row + rowPayloadLength, 0);
  return 1;
}

/** The type of the request that an ICMP type asks or answers: echo, time stamp, information, mask, extended echo. */
function request4(type: u32): u32 {
  if (type === 8) return 8;
  if (type === 0) return 8;
  if (type === 42) return 42;
  if (type === 43) return 42;
  if (type < 13) return noQuery;
  if (type > 18) return noQuery;
  return ((type - 13) & 0xfe) + 13;
}

/** The same for ICMPv6: echo, node information, extended echo. */
function request6(type: u32): u32 {
  if (type === 128) return 128;
  if (type === 129) return 128;
  if (type === 139) return 139;
  if (type === 140) return 139;
  if (type === 160) return 160;
  return type === 161 ? 160 : noQuery;
}

/** The older queries, and of ICMPv6 echo only. */
function hasIdentifier(kind: u32, request: u32): u32 {
  if (kind === kindIcmp4) return request !== 42 ? 1 : 0;
  return request === 128 ? 1 : 0;
}

/** 1 if the requester is the end with the higher address; 0 too where both are one. */
function requesterBit(row: u32, isRequest: u32): u32 {
  const order: u32 = addressOrder(row);
  if (order === sameOrder) return 0;
  const isHigher: u32 = order === sourceHigher ? 1 : 0;
  return isHigher === isRequest ? 1 : 0;
}
