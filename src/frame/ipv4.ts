/** IPv4 (RFC 791). */
import { countTransport } from './count.ts';
import { noteFragment } from './fragment.ts';
import type { Frame } from './frame.ts';
import { fail, reaches, u16, u32 } from './read.ts';

const VERSION_AND_LENGTH = 0;
const TOTAL_LENGTH = 2;
const IDENTIFICATION = 4;
const FLAGS_AND_OFFSET = 6;
const TIME_TO_LIVE = 8;
const PROTOCOL = 9;
const SOURCE = 12;
const DESTINATION = 16;
const HEADER_LENGTH = 20;

const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;

const OPTION_END = 0;
const OPTION_NOTHING = 1;
const OPTION_LOOSE_ROUTE = 131;
const OPTION_STRICT_ROUTE = 137;

/** From the header at networkOffset to the transport header. False after a fault, or where none is to be read. */
export function readIpv4(frame: Frame): boolean {
  const { bytes, networkOffset: at } = frame;
  if (!reaches(frame, at + HEADER_LENGTH, 'ipv4-header')) return false;
  countTransport(frame, 4, bytes[at + PROTOCOL]);
  if (bytes[at] >> 4 !== 4) return fail(frame, 'malformed', 'ip-version');
  readFixedPart(frame, bytes, at);
  const headerLength = (bytes[at + VERSION_AND_LENGTH] & 15) * 4;
  // Without this check the "ports" would be read from the addresses.
  if (headerLength < HEADER_LENGTH) return fail(frame, 'malformed', 'ipv4-header-length');
  if (!readLength(frame, at, headerLength)) return false;
  if (!reaches(frame, at + headerLength, 'ipv4-header-length')) return false;
  if (headerLength > HEADER_LENGTH && !readOptions(frame, at + HEADER_LENGTH, at + headerLength))
    return false;
  const fragment = u16(bytes, at + FLAGS_AND_OFFSET) & (MORE_FRAGMENTS | OFFSET_MASK);
  if (fragment !== 0 && !readFragment(frame, at, headerLength, fragment)) return false;
  frame.transportOffset = at + headerLength;
  frame.transportLength = frame.ipLength - headerLength;
  return true;
}

function readFixedPart(frame: Frame, bytes: Uint8Array, at: number): void {
  frame.family = 4;
  frame.ipOffset = at;
  frame.source3 = u32(bytes, at + SOURCE);
  frame.destination3 = u32(bytes, at + DESTINATION);
  frame.timeToLive = bytes[at + TIME_TO_LIVE];
  frame.protocol = bytes[at + PROTOCOL];
}

/** What lies behind the total length is padding of the link. */
function readLength(frame: Frame, at: number, headerLength: number): boolean {
  const stated = u16(frame.bytes, at + TOTAL_LENGTH);
  // Segmentation offload writes 0 where the packet is longer than the field can say, or is yet to be cut.
  const length = stated === 0 ? frame.wireEnd - at : stated;
  frame.ipLength = length;
  if (length < headerLength || at + length > frame.wireEnd) {
    return fail(frame, 'malformed', 'ipv4-total-length');
  }
  frame.wireEnd = at + length;
  return true;
}

/** A source route is noted and the rest is read on: the packet is dropped, but its record stays complete. */
function readOptions(frame: Frame, start: number, end: number): boolean {
  const { bytes } = frame;
  let at = start;
  while (at < end) {
    const kind = bytes[at];
    if (kind === OPTION_END) return true;
    if (kind === OPTION_NOTHING) {
      at++;
      continue;
    }
    const length = at + 1 < end ? bytes[at + 1] : 0;
    if (length < 2 || at + length > end) return fail(frame, 'malformed', 'ipv4-option');
    // RFC 7126 sections 4.3 and 4.4.
    if (kind === OPTION_LOOSE_ROUTE || kind === OPTION_STRICT_ROUTE) {
      fail(frame, 'source-route', 'ipv4-source-route');
    }
    at += length;
  }
  return true;
}

function readFragment(frame: Frame, at: number, headerLength: number, fragment: number): boolean {
  frame.fragmentId = u16(frame.bytes, at + IDENTIFICATION);
  const more = (fragment & MORE_FRAGMENTS) !== 0;
  return noteFragment(frame, at + headerLength, (fragment & OFFSET_MASK) * 8, more, headerLength);
}
