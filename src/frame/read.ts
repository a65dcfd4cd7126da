/**
 * Reading packet bytes. `reaches` is the one length check: after it said yes, every read below `end` is inside
 * the packet and inside the capture, and the readers here need no checks of their own.
 */
import type { ReasonWord } from '../verdict/reason.ts';
import type { Detail } from './details.ts';
import type { Frame } from './frame.ts';

export function u16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] << 8) | bytes[offset + 1];
}

/** Unsigned. */
export function u32(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset] << 24) | (bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) | bytes[offset + 3]) >>> 0
  );
}

/** Little-endian: radiotap and PPI. */
export function u16le(bytes: Uint8Array, offset: number): number {
  return bytes[offset] | (bytes[offset + 1] << 8);
}

export function u32le(bytes: Uint8Array, offset: number): number {
  return (u16le(bytes, offset) | (u16le(bytes, offset + 2) << 16)) >>> 0;
}

/** Notes a fault; the first one is kept, as it is the cause of those behind it. Returns false, for `return fail(...)`. */
export function fail(frame: Frame, fault: ReasonWord, detail: Detail): false {
  if (frame.fault === '') {
    frame.fault = fault;
    frame.detail = detail;
  }
  return false;
}

/**
 * Whether `end` lies within the packet and within the capture. If not, the fault says who is to blame: the
 * packet's own lengths (`malformed`) or the capture (`truncated`).
 */
export function reaches(frame: Frame, end: number, detail: Detail): boolean {
  if (end > frame.wireEnd) return fail(frame, 'malformed', detail);
  if (end > frame.bytes.length) return fail(frame, 'truncated', detail);
  return true;
}
