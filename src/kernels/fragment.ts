/** Fragments of UDP datagrams without IP options, as frame/fragment.ts notes them. */
import { notRead, seenIpv4, seenIpv6 } from './headers.ts';
import {
  rowAcknowledgement,
  rowCaptured,
  rowDataAt,
  rowDestination,
  rowFlags,
  rowHint,
  rowIpLength,
  rowKind,
  rowLinkType,
  rowPayloadLength,
  rowSequence,
  rowSource,
  rowStatus,
  rowWindow,
  statusOther,
} from './layout.ts';
import { etherIpv4, etherIpv6, readLink } from './link.ts';
import { copyAddress4, copyWords4be, ld8, ld16be, ld32, ld32be, st32 } from './mem.ts';
import { wireEndOf } from './wire-end.ts';

const protocolUdp: u32 = 17;
const headerFragment: u32 = 44;
const kindUdp4: u32 = 0x411;
const kindUdp6: u32 = 0x611;
const ipv4Length: u32 = 20;
const ipv6Length: u32 = 40;
const fragmentLength: u32 = 8;
const udpLength: u32 = 8;
const offsetMask: u32 = 0xfff8;
const moreFragments: u32 = 1;
/** What the length of a datagram can say. */
const maximumLength: u32 = 65535;

/**
 * Fills of a row that is `statusOther`: addresses, kind, time to live, length of the IP packet; the length of the data as
 * that of the payload, its offset as acknowledgement, whether more fragments follow (1 or 0) as sequence, the id as hint,
 * and the HeaderSeen bits of link and network as window. Gives the address of the data; `notRead` for anything but a
 * sound fragment of a UDP datagram, captured whole.
 */
export function readFragment(row: u32): u32 {
  if ((ld32(row + rowStatus) & 0xffff) !== statusOther) return notRead;
  const data: u32 = ld32(row + rowDataAt);
  const captureEnd: u32 = data + ld32(row + rowCaptured);
  const link: u32 = readLink(data, ld32(row + rowLinkType) & 0xffff, captureEnd, wireEndOf(row));
  if (link === notRead) return notRead;
  const at: u32 = data + (link & 0xff);
  const seen: u32 = link & 0xff00;
  if (link >>> 16 === etherIpv4) return readIpv4Fragment(row, at, captureEnd, seen | seenIpv4);
  return link >>> 16 === etherIpv6 ? readIpv6Fragment(row, at, captureEnd, seen | seenIpv6) : notRead;
}

function readIpv4Fragment(row: u32, at: u32, captureEnd: u32, seen: u32): u32 {
  if (at + ipv4Length > captureEnd) return notRead;
  if (ld8(at) !== 0x45) return notRead;
  if (ld8(at + 9) !== protocolUdp) return notRead;
  const length: u32 = ld16be(at + 2);
  if (at + length > captureEnd) return notRead;
  const flags: u32 = ld16be(at + 6);
  copyAddress4(row + rowSource, at + 12);
  copyAddress4(row + rowDestination, at + 16);
  st32(row + rowKind, kindUdp4);
  st32(row + rowFlags, ld8(at + 8) << 8);
  st32(row + rowHint, ld16be(at + 4));
  const place: u32 = ((flags & 0x1fff) << 3) | ((flags >>> 13) & 1);
  return note(row, at, ipv4Length, length, place, seen);
}

/** The fragment header is the only extension header. */
function readIpv6Fragment(row: u32, at: u32, captureEnd: u32, seen: u32): u32 {
  const header: u32 = at + ipv6Length;
  if (header + fragmentLength > captureEnd) return notRead;
  if (ld8(at) >>> 4 !== 6) return notRead;
  if (ld8(at + 6) !== headerFragment) return notRead;
  if (ld8(header) !== protocolUdp) return notRead;
  const length: u32 = ipv6Length + ld16be(at + 4);
  if (at + length > captureEnd) return notRead;
  copyWords4be(row + rowSource, at + 8);
  copyWords4be(row + rowDestination, at + 24);
  st32(row + rowKind, kindUdp6);
  st32(row + rowFlags, ld8(at + 7) << 8);
  st32(row + rowHint, ld32be(header + 4));
  const place: u32 = ld16be(header + 2) & (offsetMask | moreFragments);
  return note(row, at, ipv6Length + fragmentLength, length, place, seen);
}

/** `headers` bytes of the `length` of the IP packet are no data. `place`: the offset of the data, and bit 0 where more follows. */
function note(row: u32, at: u32, headers: u32, length: u32, place: u32, seen: u32): u32 {
  if (place === 0) return notRead;
  if (length <= headers) return notRead;
  const data: u32 = length - headers;
  const more: u32 = place & moreFragments;
  const offset: u32 = place - more;
  if (more !== 0) {
    if ((data & 7) !== 0) return notRead;
  }
  // IPv4 counts its header too.
  if (offset + data + (headers === ipv4Length ? ipv4Length : 0) > maximumLength) return notRead;
  if (offset === 0) {
    if (data < udpLength) return notRead;
  }
  st32(row + rowIpLength, length);
  st32(row + rowPayloadLength, data);
  st32(row + rowAcknowledgement, offset);
  st32(row + rowSequence, more);
  st32(row + rowWindow, seen);
  return at + headers;
}
