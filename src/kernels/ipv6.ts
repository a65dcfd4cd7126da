/** IPv6 headers and extension headers, as frame/ipv6.ts reads them; fragments and jumbograms are left to it. */
import { notRead } from './headers.ts';
import { rowDestination, rowFlags, rowIpLength, rowKind, rowSource } from './layout.ts';
import { copyWords4be, ld8, ld16be, min32, st32 } from './mem.ts';

const headerLength: u32 = 40;
export const family6: u32 = 0x600;

const hopByHop: u32 = 0;
const routing: u32 = 43;
const fragment: u32 = 44;
const authentication: u32 = 51;
const noNextHeader: u32 = 59;
const destination: u32 = 60;
const mobility: u32 = 135;
const maximumExtensions: u32 = 16;
const optionJumbo: u32 = 0xc2;

/** As readIpv4. */
export function readIpv6(row: u32, at: u32, captureEnd: u32, wireEnd: u32): u32 {
  if (at + headerLength > captureEnd) return notRead;
  if (ld8(at) >>> 4 !== 6) return notRead;
  const next: u32 = ld8(at + 6);
  const end: u32 = statedEnd(at, next, wireEnd);
  if (end > wireEnd) return notRead;
  copyWords4be(row + rowSource, at + 8);
  copyWords4be(row + rowDestination, at + 24);
  st32(row + rowKind, next | family6);
  st32(row + rowFlags, ld8(at + 7) << 8);
  st32(row + rowIpLength, end - at);
  if (isExtension(next) === 0) return at + headerLength;
  return walkExtensions(row, at + headerLength, next, min32(captureEnd, end));
}

/** Payload length 0 is segmentation offload, or a jumbogram, which its option shows; or there is no payload. */
function statedEnd(at: u32, next: u32, wireEnd: u32): u32 {
  const stated: u32 = ld16be(at + 4);
  if (stated !== 0) return at + headerLength + stated;
  return next === noNextHeader ? at + headerLength : wireEnd;
}

/** Puts the protocol behind the extension headers into the kind. Gives where it starts, or `notRead`. */
function walkExtensions(row: u32, start: u32, first: u32, limit: u32): u32 {
  let at: u32 = start;
  let header: u32 = first;
  let count: u32 = 0;
  while (isExtension(header) !== 0) {
    if (count === maximumExtensions) return notRead;
    if (at + 8 > limit) return notRead;
    const end: u32 = at + extensionLength(header, at);
    if (end > limit) return notRead;
    if (isExtensionSound(header, at, end, count) === 0) return notRead;
    header = ld8(at);
    at = end;
    count++;
  }
  st32(row + rowKind, header | family6);
  return at;
}

function isExtension(header: u32): u32 {
  if (header === hopByHop) return 1;
  if (header < routing) return 0;
  if (header === routing) return 1;
  if (header === fragment) return 1;
  if (header === authentication) return 1;
  if (header === destination) return 1;
  return header === mobility ? 1 : 0;
}

function extensionLength(header: u32, at: u32): u32 {
  const stated: u32 = ld8(at + 1);
  return header === authentication ? (stated + 2) << 2 : (stated + 1) << 3;
}

function isExtensionSound(header: u32, at: u32, end: u32, count: u32): u32 {
  if (header === fragment) return 0;
  if (header === routing) return ld8(at + 2) !== 0 ? 1 : 0;
  if (header === destination) return areOptionsSound(at + 2, end, 0);
  if (header !== hopByHop) return 1;
  return count === 0 ? areOptionsSound(at + 2, end, 1) : 0;
}

/** 0 where an option leaves the header, and for a jumbo payload in a hop-by-hop header. */
function areOptionsSound(start: u32, end: u32, isHopByHop: u32): u32 {
  let at: u32 = start;
  while (at < end) {
    const kind: u32 = ld8(at);
    if (kind === 0) {
      at++;
      continue;
    }
    if (at + 1 === end) return 0;
    at += 2 + ld8(at + 1);
    if (at > end) return 0;
    if (kind === optionJumbo) {
      if (isHopByHop !== 0) return 0;
    }
  }
  return 1;
}
