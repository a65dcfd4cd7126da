/** Linux netfilter log (www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html): a header, then type-length-value fields. */
import { etherTypeOfVersion } from './ethertype.ts';
import type { Frame } from './frame.ts';
import { fail, reaches, u16, u16le } from './read.ts';

const VERSION = 1;
const HEADER_LENGTH = 4;
const FIELD_HEADER_LENGTH = 4;
const FIELD_PAYLOAD = 9;

const IPV4_TOTAL_LENGTH = 2;
const IPV6_PAYLOAD_LENGTH = 4;
const IPV6_HEADER_LENGTH = 40;

export function readNflog(frame: Frame, offset: number): boolean {
  const { bytes } = frame;
  if (!reaches(frame, offset + HEADER_LENGTH, 'link-header')) return false;
  if (bytes[offset + VERSION] !== 0) return fail(frame, 'malformed', 'link-header');
  let at = offset + HEADER_LENGTH;
  while (at < frame.wireEnd) {
    if (!reaches(frame, at + FIELD_HEADER_LENGTH, 'link-header')) return false;
    // The byte order is that of the capturing machine; field types are below 256, so the zero byte shows it.
    const swapped = bytes[at + 2] === 0;
    const length = swapped ? u16(bytes, at) : u16le(bytes, at);
    const type = swapped ? u16(bytes, at + 2) : u16le(bytes, at + 2);
    if (length < FIELD_HEADER_LENGTH) return fail(frame, 'malformed', 'link-header');
    if (type === FIELD_PAYLOAD) return enter(frame, at + FIELD_HEADER_LENGTH, at + length);
    at += (length + 3) & ~3;
  }
  return true;
}

/**
 * The kernel cuts the payload to the size that was asked for and nothing records that, so the packet is taken to
 * end where its own header says if that is later.
 */
function enter(frame: Frame, at: number, end: number): boolean {
  const { bytes } = frame;
  if (!reaches(frame, at + 1, 'link-header')) return false;
  frame.networkOffset = at;
  frame.etherType = etherTypeOfVersion(bytes[at]);
  const version = bytes[at] >> 4;
  let stated = 0;
  if (version === 4 && at + 4 <= bytes.length) stated = u16(bytes, at + IPV4_TOTAL_LENGTH);
  if (version === 6 && at + 6 <= bytes.length) {
    stated = IPV6_HEADER_LENGTH + u16(bytes, at + IPV6_PAYLOAD_LENGTH);
  }
  frame.wireEnd = Math.max(end, at + stated);
  return frame.etherType !== 0 || fail(frame, 'malformed', 'ip-version');
}
