/** Ethernet II and IEEE 802.3 framing. */
import type { Frame } from './frame.ts';
import { readLlc } from './llc.ts';
import { fail, reaches, u16 } from './read.ts';

const TYPE = 12;
export const ethernetHeaderLength = 14;

/** IEEE 802.3 section 3.2.6: up to 1500 the field is a length, from 1536 a type; nothing is allowed between. */
const MAXIMUM_LENGTH = 1500;
const MINIMUM_TYPE = 1536;

export function readEthernet(frame: Frame, offset: number): boolean {
  if (!reaches(frame, offset + ethernetHeaderLength, 'ethernet-header')) return false;
  return readTypeOrLength(frame, offset + TYPE);
}

/**
 * The two bytes behind the addresses or behind a VLAN tag. Tagged frames may carry LLC as well: hosts that look
 * through it were the hole of CVE-2021-27853 and its kin.
 */
export function readTypeOrLength(frame: Frame, offset: number): boolean {
  const value = u16(frame.bytes, offset);
  frame.networkOffset = offset + 2;
  frame.etherType = 0;
  if (value >= MINIMUM_TYPE) {
    frame.etherType = value;
    return true;
  }
  if (value > MAXIMUM_LENGTH) return fail(frame, 'malformed', 'ethernet-length');
  const end = offset + 2 + value;
  if (end > frame.wireEnd) return fail(frame, 'malformed', 'ethernet-length');
  frame.wireEnd = end;
  return readLlc(frame);
}
