/** MPLS label stacks (RFC 3032). */
import { etherTypeOfVersion } from './ethertype.ts';
import type { Frame } from './frame.ts';
import { fail, reaches } from './read.ts';

const STACK_BYTE = 2;
const LABEL_LENGTH = 4;
const BOTTOM = 1;
const maximumLabels = 16;

/**
 * From the stack at networkOffset to the packet below. The labels do not say what that is; the first four bits
 * do for IP (RFC 4928 section 3), and a pseudowire counts as a frame that is not governed.
 */
export function readMpls(frame: Frame): boolean {
  let at = frame.networkOffset;
  for (let labels = 0; labels < maximumLabels; labels++) {
    if (!reaches(frame, at + LABEL_LENGTH, 'mpls-header')) return false;
    const bottom = frame.bytes[at + STACK_BYTE] & BOTTOM;
    at += LABEL_LENGTH;
    if (bottom !== 0) return enter(frame, at);
  }
  return fail(frame, 'malformed', 'mpls-header');
}

function enter(frame: Frame, at: number): boolean {
  frame.networkOffset = at;
  frame.etherType = 0;
  if (at < frame.wireEnd && !reaches(frame, at + 1, 'mpls-header')) return false;
  if (at < frame.wireEnd) frame.etherType = etherTypeOfVersion(frame.bytes[at]);
  return true;
}
