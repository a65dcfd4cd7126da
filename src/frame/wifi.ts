/** IEEE 802.11 data frames, with or without a radiotap header (www.radiotap.org). */
import type { Frame } from './frame.ts';
import { readLlc } from './llc.ts';
import { fail, reaches, u16le, u32le } from './read.ts';

const CONTROL = 0;
const FLAGS = 1;
const BASE_LENGTH = 24;
const FOURTH_ADDRESS_LENGTH = 6;
const QOS_LENGTH = 2;
const HT_LENGTH = 4;

const TYPE_MASK = 0x0c;
const TYPE_DATA = 0x08;
const SUBTYPE_NO_DATA = 0x40;
const SUBTYPE_QOS = 0x80;
const FLAG_TO_AND_FROM = 0x03;
const FLAG_PROTECTED = 0x40;
const FLAG_ORDER = 0x80;
const QOS_AGGREGATE = 0x80;

/** `padded`: some drivers align what follows the header to four bytes, and say so in radiotap only. */
export function readWifi(frame: Frame, offset: number, padded: boolean): boolean {
  const { bytes } = frame;
  if (!reaches(frame, offset + 2, 'wifi-header')) return false;
  const control = bytes[offset + CONTROL];
  const flags = bytes[offset + FLAGS];
  if ((control & TYPE_MASK) !== TYPE_DATA || (control & SUBTYPE_NO_DATA) !== 0) return true;
  const length = headerLength(control, flags);
  const at = offset + (padded ? (length + 3) & ~3 : length);
  if (!reaches(frame, at, 'wifi-header')) return false;
  if ((flags & FLAG_PROTECTED) !== 0) return true;
  if ((control & SUBTYPE_QOS) !== 0 && (bytes[offset + qosOffset(flags)] & QOS_AGGREGATE) !== 0) {
    return fail(frame, 'unsupported-link', 'wifi-aggregate');
  }
  frame.networkOffset = at;
  return readLlc(frame);
}

function qosOffset(flags: number): number {
  return (flags & FLAG_TO_AND_FROM) === FLAG_TO_AND_FROM ? BASE_LENGTH + FOURTH_ADDRESS_LENGTH : BASE_LENGTH;
}

function headerLength(control: number, flags: number): number {
  const base = qosOffset(flags);
  if ((control & SUBTYPE_QOS) === 0) return base;
  return base + QOS_LENGTH + ((flags & FLAG_ORDER) !== 0 ? HT_LENGTH : 0);
}

const RADIOTAP_LENGTH = 2;
const RADIOTAP_PRESENT = 4;
const RADIOTAP_MINIMUM = 8;
const PRESENT_TIME = 1;
const PRESENT_FLAGS = 2;
const PRESENT_MORE = 0x80000000;
const RADIOTAP_PADDED = 0x20;

export function readRadiotap(frame: Frame, offset: number): boolean {
  if (!reaches(frame, offset + RADIOTAP_MINIMUM, 'link-header')) return false;
  const length = u16le(frame.bytes, offset + RADIOTAP_LENGTH);
  if (length < RADIOTAP_MINIMUM) return fail(frame, 'malformed', 'link-header');
  if (!reaches(frame, offset + length, 'link-header')) return false;
  const padded = (radiotapFlags(frame.bytes, offset, offset + length) & RADIOTAP_PADDED) !== 0;
  return readWifi(frame, offset + length, padded);
}

/** The flags field comes first or behind the 8-byte time stamp, which is aligned to 8; all behind the bitmaps. */
function radiotapFlags(bytes: Uint8Array, start: number, end: number): number {
  const present = u32le(bytes, start + RADIOTAP_PRESENT);
  if ((present & PRESENT_FLAGS) === 0) return 0;
  let at = start + RADIOTAP_PRESENT;
  while (at + 4 <= end && (u32le(bytes, at) & PRESENT_MORE) !== 0) at += 4;
  at += 4;
  if ((present & PRESENT_TIME) !== 0) at = start + ((at - start + 7) & ~7) + 8;
  return at < end ? bytes[at] : 0;
}
