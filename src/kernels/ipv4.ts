/** IPv4 headers, as frame/ipv4.ts reads them. */
import { notRead } from './headers.ts';
import { rowDestination, rowFlags, rowIpLength, rowKind, rowSource } from './layout.ts';
import { copyAddress4, ld8, ld16be, ld16le, st32 } from './mem.ts';

const headerLength: u32 = 20;
/** MF and the fragment offset, with the bytes swapped: whatever is no whole packet. */
const fragmentMask: u32 = 0xff3f;
const family4: u32 = 0x400;

const optionLooseRoute: u32 = 131;
const optionStrictRoute: u32 = 137;

/**
 * `captureEnd` is not behind `wireEnd`. Fills addresses, kind (protocol and family), time to live and total length. Gives the address of the transport
 * header, or `notRead`.
 */
export function readIpv4(row: u32, at: u32, captureEnd: u32, wireEnd: u32): u32 {
  if (at + headerLength > captureEnd) return notRead;
  const first: u32 = ld8(at);
  if (first >>> 4 !== 4) return notRead;
  const transport: u32 = at + ((first & 15) << 2);
  const stated: u32 = ld16be(at + 2);
  // Segmentation offload writes 0.
  const end: u32 = at + (stated !== 0 ? stated : wireEnd - at);
  if (end > wireEnd) return notRead;
  if (transport > end) return notRead;
  if (transport > captureEnd) return notRead;
  if (transport !== at + headerLength) {
    if (areOptionsSound(at + headerLength, transport) === 0) return notRead;
  }
  if ((ld16le(at + 6) & fragmentMask) !== 0) return notRead;
  copyAddress4(row + rowSource, at + 12);
  copyAddress4(row + rowDestination, at + 16);
  st32(row + rowKind, ld8(at + 9) | family4);
  st32(row + rowFlags, ld8(at + 8) << 8);
  st32(row + rowIpLength, end - at);
  return transport;
}

/** 0 for a source route and for an option that leaves the header, and where the header is shorter than its first 20 bytes. */
function areOptionsSound(start: u32, end: u32): u32 {
  if (end < start) return 0;
  let at: u32 = start;
  while (at < end) {
    const kind: u32 = ld8(at);
    if (kind === 0) return 1;
    if (kind === 1) {
      at++;
      continue;
    }
    if (kind === optionLooseRoute) return 0;
    if (kind === optionStrictRoute) return 0;
    if (at + 1 === end) return 0;
    const length: u32 = ld8(at + 1);
    if (length < 2) return 0;
    at += length;
    if (at > end) return 0;
  }
  return 1;
}
