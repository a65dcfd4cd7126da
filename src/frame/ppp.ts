/** PPP (RFC 1661) on its own and in PPPoE sessions (RFC 2516). */
import { EtherType } from './ethertype.ts';
import type { Frame } from './frame.ts';
import { fail, reaches, u16 } from './read.ts';

const VERSION_AND_TYPE = 0;
const CODE = 1;
const LENGTH = 4;
const SESSION_HEADER_LENGTH = 6;

const ADDRESS_AND_CONTROL = 0xff03;
const PROTOCOL_IPV4 = 0x0021;
const PROTOCOL_IPV6 = 0x0057;
const PROTOCOL_MPLS = 0x0281;

/** From a PPPoE session header at networkOffset to the packet in it. */
export function readPppoe(frame: Frame): boolean {
  const { bytes, networkOffset: at } = frame;
  if (!reaches(frame, at + SESSION_HEADER_LENGTH, 'pppoe-header')) return false;
  // RFC 2516 section 4: version 1, type 1, and code 0 for session data.
  if (bytes[at + VERSION_AND_TYPE] !== 0x11 || bytes[at + CODE] !== 0) {
    return fail(frame, 'malformed', 'pppoe-header');
  }
  const end = at + SESSION_HEADER_LENGTH + u16(bytes, at + LENGTH);
  if (end > frame.wireEnd) return fail(frame, 'malformed', 'pppoe-header');
  frame.wireEnd = end;
  return readProtocol(frame, at + SESSION_HEADER_LENGTH, 'pppoe-header');
}

/** A PPP frame as a link type: HDLC-like framing may put address and control before the protocol. */
export function readPpp(frame: Frame, offset: number): boolean {
  if (!reaches(frame, offset + 2, 'link-header')) return false;
  const framed = u16(frame.bytes, offset) === ADDRESS_AND_CONTROL;
  return readProtocol(frame, framed ? offset + 2 : offset, 'link-header');
}

/** RFC 1661 section 2: a protocol whose first byte is odd was compressed to one byte. */
function readProtocol(frame: Frame, at: number, detail: 'pppoe-header' | 'link-header'): boolean {
  const { bytes } = frame;
  if (!reaches(frame, at + 1, detail)) return false;
  const length = (bytes[at] & 1) === 1 ? 1 : 2;
  if (!reaches(frame, at + length, detail)) return false;
  frame.etherType = etherTypeOf(length === 1 ? bytes[at] : u16(bytes, at));
  frame.networkOffset = at + length;
  return true;
}

function etherTypeOf(protocol: number): number {
  if (protocol === PROTOCOL_IPV4) return EtherType.ipv4;
  if (protocol === PROTOCOL_IPV6) return EtherType.ipv6;
  return protocol === PROTOCOL_MPLS ? EtherType.mpls : 0;
}
