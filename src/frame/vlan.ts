/** IEEE 802.1Q and 802.1ad tags. */
import { readTypeOrLength } from './ethernet.ts';
import { type Frame, HeaderSeen } from './frame.ts';
import { fail, reaches, u16 } from './read.ts';

const CONTROL = 0;
const TYPE = 2;
const TAG_LENGTH = 4;
const IDENTIFIER_MASK = 0xfff;

/** As deep as Linux looks (VLAN_MAX_DEPTH). A deeper frame is refused, never passed as "not IP". */
export const maximumVlanTags = 8;

/** From the tag at networkOffset to what it carries. */
export function readVlan(frame: Frame): boolean {
  const at = frame.networkOffset;
  frame.headersSeen |= HeaderSeen.vlan;
  if (!reaches(frame, at + TAG_LENGTH, 'vlan-header')) return false;
  if (frame.vlanTags === maximumVlanTags) return fail(frame, 'malformed', 'vlan-depth');
  if (frame.vlanTags === 0) frame.vlanId = u16(frame.bytes, at + CONTROL) & IDENTIFIER_MASK;
  frame.vlanTags++;
  return readTypeOrLength(frame, at + TYPE);
}
