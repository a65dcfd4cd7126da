/**
 * The packet that an ICMP error quotes (RFC 792, RFC 4443 section 3). A quote may be short and may be forged: it
 * is never a fault that it names no connection, only that the capture cut it.
 */
import { hasPorts, isIcmp, Protocol } from '../net/protocol.ts';
import {
  Extension,
  extensionLength,
  isExtension,
  maximumExtensions,
  minimumExtensionLength,
  NEXT_HEADER,
} from './extension.ts';
import type { Frame } from './frame.ts';
import { fail, u16, u32 } from './read.ts';

const IPV4_FRAGMENT = 6;
const IPV4_PROTOCOL = 9;
const IPV4_SOURCE = 12;
const IPV4_DESTINATION = 16;
const IPV4_LENGTH = 20;
const IPV6_NEXT_HEADER = 6;
const IPV6_SOURCE = 8;
const IPV6_DESTINATION = 24;
const IPV6_LENGTH = 40;
/** RFC 792: the quote holds at least these bytes of the transport header. */
const TRANSPORT_LENGTH = 8;

/** Returns false if the capture cut the quote. */
export function readQuote(frame: Frame, at: number): boolean {
  const transport = frame.family === 4 ? readQuotedIpv4(frame, at) : readQuotedIpv6(frame, at);
  if (transport === 0 || !holds(frame, transport + TRANSPORT_LENGTH)) return frame.fault !== 'truncated';
  readQuotedTransport(frame, transport);
  frame.innerFamily = frame.family;
  return true;
}

/** As `reaches`, but a quote that is short by the packet's own length is sound. */
function holds(frame: Frame, end: number): boolean {
  if (end > frame.wireEnd) return false;
  return end <= frame.bytes.length || fail(frame, 'truncated', 'icmp-quote');
}

/** Offset of the quoted transport header; 0 if there is none to be read. */
function readQuotedIpv4(frame: Frame, at: number): number {
  const { bytes } = frame;
  if (!holds(frame, at + IPV4_LENGTH) || bytes[at] >> 4 !== 4) return 0;
  frame.innerSource3 = u32(bytes, at + IPV4_SOURCE);
  frame.innerDestination3 = u32(bytes, at + IPV4_DESTINATION);
  frame.innerProtocol = bytes[at + IPV4_PROTOCOL];
  const length = (bytes[at] & 15) * 4;
  const laterFragment = (u16(bytes, at + IPV4_FRAGMENT) & 0x1fff) !== 0;
  return length < IPV4_LENGTH || laterFragment ? 0 : at + length;
}

function readQuotedIpv6(frame: Frame, at: number): number {
  const { bytes } = frame;
  if (!holds(frame, at + IPV6_LENGTH) || bytes[at] >> 4 !== 6) return 0;
  frame.innerSource0 = u32(bytes, at + IPV6_SOURCE);
  frame.innerSource1 = u32(bytes, at + IPV6_SOURCE + 4);
  frame.innerSource2 = u32(bytes, at + IPV6_SOURCE + 8);
  frame.innerSource3 = u32(bytes, at + IPV6_SOURCE + 12);
  frame.innerDestination0 = u32(bytes, at + IPV6_DESTINATION);
  frame.innerDestination1 = u32(bytes, at + IPV6_DESTINATION + 4);
  frame.innerDestination2 = u32(bytes, at + IPV6_DESTINATION + 8);
  frame.innerDestination3 = u32(bytes, at + IPV6_DESTINATION + 12);
  frame.innerProtocol = bytes[at + IPV6_NEXT_HEADER];
  return skipExtensions(frame, at + IPV6_LENGTH);
}

function skipExtensions(frame: Frame, start: number): number {
  const { bytes } = frame;
  let at = start;
  for (let count = 0; isExtension(frame.innerProtocol); count++) {
    if (count === maximumExtensions || !holds(frame, at + minimumExtensionLength)) return 0;
    const laterFragment = frame.innerProtocol === Extension.fragment && (u16(bytes, at + 2) & 0xfff8) !== 0;
    if (laterFragment) return 0;
    const length = extensionLength(bytes, frame.innerProtocol, at);
    if (!holds(frame, at + length)) return 0;
    frame.innerProtocol = bytes[at + NEXT_HEADER];
    at += length;
  }
  return at;
}

function readQuotedTransport(frame: Frame, at: number): void {
  const { bytes, innerProtocol: protocol } = frame;
  if (hasPorts(protocol)) {
    frame.innerSourcePort = u16(bytes, at);
    frame.innerDestinationPort = u16(bytes, at + 2);
    if (protocol === Protocol.tcp) frame.innerTcpSequence = u32(bytes, at + 4);
  } else if (isIcmp(protocol)) {
    frame.innerIcmpType = bytes[at];
    frame.innerIcmpId = u16(bytes, at + 4);
  }
}
