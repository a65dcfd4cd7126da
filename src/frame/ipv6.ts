/** IPv6 and its extension headers (RFC 8200). */
import { countTransport } from './count.ts';
import {
  Extension,
  extensionLength,
  isExtension,
  maximumExtensions,
  minimumExtensionLength,
  NEXT_HEADER,
} from './extension.ts';
import { noteFragment } from './fragment.ts';
import type { Frame } from './frame.ts';
import { readIpv6Options } from './ipv6-options.ts';
import { fail, reaches, u16, u32 } from './read.ts';

const PAYLOAD_LENGTH = 4;
const FIRST_NEXT_HEADER = 6;
const HOP_LIMIT = 7;
const SOURCE = 8;
const DESTINATION = 24;
export const ipv6HeaderLength = 40;

const ROUTING_TYPE = 2;
const FRAGMENT_OFFSET = 2;
const FRAGMENT_ID = 4;
const OFFSET_MASK = 0xfff8;
const MORE_FRAGMENTS = 1;

/** From the header at networkOffset to the transport header. False after a fault, or where none is to be read. */
export function readIpv6(frame: Frame): boolean {
  const { bytes, networkOffset: at } = frame;
  if (!reaches(frame, at + ipv6HeaderLength, 'ipv6-header')) return false;
  if (bytes[at] >> 4 !== 6) {
    countTransport(frame, 6, bytes[at + FIRST_NEXT_HEADER]);
    return fail(frame, 'malformed', 'ip-version');
  }
  readFixedPart(frame, bytes, at);
  const complete = readLength(frame, at) && walk(frame, at + ipv6HeaderLength);
  countTransport(frame, 6, frame.protocol);
  if (!complete) return false;
  frame.transportLength = frame.wireEnd - frame.transportOffset;
  return frame.protocol !== Extension.noNextHeader;
}

function readFixedPart(frame: Frame, bytes: Uint8Array, at: number): void {
  frame.family = 6;
  frame.ipOffset = at;
  frame.source0 = u32(bytes, at + SOURCE);
  frame.source1 = u32(bytes, at + SOURCE + 4);
  frame.source2 = u32(bytes, at + SOURCE + 8);
  frame.source3 = u32(bytes, at + SOURCE + 12);
  frame.destination0 = u32(bytes, at + DESTINATION);
  frame.destination1 = u32(bytes, at + DESTINATION + 4);
  frame.destination2 = u32(bytes, at + DESTINATION + 8);
  frame.destination3 = u32(bytes, at + DESTINATION + 12);
  frame.timeToLive = bytes[at + HOP_LIMIT];
  frame.protocol = bytes[at + FIRST_NEXT_HEADER];
}

/** Payload length 0 is a jumbogram, whose option says more later, or segmentation offload: the record says it. */
function readLength(frame: Frame, at: number): boolean {
  const stated = u16(frame.bytes, at + PAYLOAD_LENGTH);
  const empty = stated === 0 && frame.protocol === Extension.noNextHeader;
  frame.ipLength = stated === 0 && !empty ? frame.wireEnd - at : ipv6HeaderLength + stated;
  if (at + frame.ipLength > frame.wireEnd) return fail(frame, 'malformed', 'ipv6-payload-length');
  frame.wireEnd = at + frame.ipLength;
  return true;
}

/** Walks the extension headers. Returns whether a transport header may follow at transportOffset. */
function walk(frame: Frame, start: number): boolean {
  const { bytes } = frame;
  let at = start;
  for (let count = 0; isExtension(frame.protocol); count++) {
    if (count === maximumExtensions) return fail(frame, 'malformed', 'ipv6-extension-count');
    if (!holdsExtension(frame, at + minimumExtensionLength)) return false;
    const end = at + extensionLength(bytes, frame.protocol, at);
    if (!holdsExtension(frame, end)) return false;
    if (!readExtension(frame, at, end, count)) return false;
    at = end;
  }
  frame.transportOffset = at;
  return true;
}

/** RFC 7112 section 5: a first fragment holds the whole chain, or is dropped. */
function holdsExtension(frame: Frame, end: number): boolean {
  if (frame.isFragment === 1 && end > frame.wireEnd) return fail(frame, 'fragment', 'header-chain');
  return reaches(frame, end, 'ipv6-extension');
}

/** Sets `protocol` to the next header, unless this one is broken: then nothing behind it can be believed. */
function readExtension(frame: Frame, at: number, end: number, count: number): boolean {
  const header = frame.protocol;
  if (header === Extension.hopByHop) {
    // RFC 8200 section 4.1: directly behind the IPv6 header and nowhere else.
    if (count > 0) return fail(frame, 'malformed', 'ipv6-hop-by-hop');
    if (!readIpv6Options(frame, at, end, true)) return false;
  }
  if (header === Extension.destination && !readIpv6Options(frame, at, end, false)) return false;
  // RFC 5095. The walk goes on, so that the record of the dropped packet is complete.
  if (header === Extension.routing && frame.bytes[at + ROUTING_TYPE] === 0) {
    fail(frame, 'source-route', 'ipv6-source-route');
  }
  frame.protocol = frame.bytes[at + NEXT_HEADER];
  return header !== Extension.fragment || readFragmentHeader(frame, at, end);
}

/** Returns whether the walk goes on: not behind a later fragment, whose data starts anywhere. */
function readFragmentHeader(frame: Frame, at: number, end: number): boolean {
  // A second one would make a fragment of a fragment: RFC 8200 section 4.1 allows each header once.
  if (frame.fragmentHeaderOffset !== 0) return fail(frame, 'fragment', 'nested-fragment');
  // RFC 2675 section 3: a jumbogram is not fragmented. A reassembled datagram still has this header in it.
  if (frame.ipLength > ipv6HeaderLength + 65535 + (end - at)) return fail(frame, 'malformed', 'ipv6-jumbo');
  frame.fragmentHeaderOffset = at;
  const field = u16(frame.bytes, at + FRAGMENT_OFFSET);
  // RFC 6946: an atomic fragment is a whole packet and has nothing to do with others of the same id.
  if ((field & (OFFSET_MASK | MORE_FRAGMENTS)) === 0) return true;
  frame.fragmentId = u32(frame.bytes, at + FRAGMENT_ID);
  const fixedLength = at - frame.ipOffset - ipv6HeaderLength;
  return noteFragment(frame, end, field & OFFSET_MASK, (field & MORE_FRAGMENTS) !== 0, fixedLength);
}
