/** The SCTP common header (RFC 9260 section 3.1). */
import type { Frame } from './frame.ts';
import { reaches, u16 } from './read.ts';

const SOURCE_PORT = 0;
const DESTINATION_PORT = 2;
const HEADER_LENGTH = 12;

export function readSctp(frame: Frame): boolean {
  const { bytes, transportOffset: at } = frame;
  if (!reaches(frame, at + HEADER_LENGTH, 'sctp-header')) return false;
  frame.sourcePort = u16(bytes, at + SOURCE_PORT);
  frame.destinationPort = u16(bytes, at + DESTINATION_PORT);
  frame.payloadOffset = at + HEADER_LENGTH;
  frame.payloadLength = frame.transportLength - HEADER_LENGTH;
  return true;
}
