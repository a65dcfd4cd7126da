/** Per-packet information (LINKTYPE_PPI): a header that names another link type. */
import type { Frame } from './frame.ts';
import { fail, reaches, u16le, u32le } from './read.ts';

const LENGTH = 2;
const INNER_LINK_TYPE = 4;
const HEADER_LENGTH = 8;

/** Offset of the frame behind the header; -1 after a fault. */
export function ppiFrameOffset(frame: Frame, offset: number): number {
  if (!reaches(frame, offset + HEADER_LENGTH, 'link-header')) return -1;
  const length = u16le(frame.bytes, offset + LENGTH);
  if (length < HEADER_LENGTH) fail(frame, 'malformed', 'link-header');
  return length >= HEADER_LENGTH && reaches(frame, offset + length, 'link-header') ? offset + length : -1;
}

export function ppiLinkType(frame: Frame, offset: number): number {
  return u32le(frame.bytes, offset + INNER_LINK_TYPE);
}
