/** ARP (RFC 826): recognised and measured; policies do not govern it. */
import type { Frame } from './frame.ts';
import { reaches } from './read.ts';

const HARDWARE_ADDRESS_LENGTH = 4;
const PROTOCOL_ADDRESS_LENGTH = 5;
const HEADER_LENGTH = 8;

export function readArp(frame: Frame): boolean {
  const { bytes, networkOffset: at } = frame;
  if (!reaches(frame, at + HEADER_LENGTH, 'arp-header')) return false;
  const pair = bytes[at + HARDWARE_ADDRESS_LENGTH] + bytes[at + PROTOCOL_ADDRESS_LENGTH];
  return reaches(frame, at + HEADER_LENGTH + 2 * pair, 'arp-header');
}
