/** UDP (RFC 768) and UDP-Lite (RFC 3828). */
import type { Frame } from './frame.ts';
import { fail, reaches, u16 } from './read.ts';

const SOURCE_PORT = 0;
const DESTINATION_PORT = 2;
const LENGTH = 4;
const HEADER_LENGTH = 8;

export function readUdp(frame: Frame): boolean {
  if (!readPorts(frame)) return false;
  const length = statedLength(frame);
  // In a first fragment the field speaks of the whole datagram.
  const beyond = length > frame.transportLength && frame.isFragment === 0;
  if (length < HEADER_LENGTH || beyond) return fail(frame, 'malformed', 'udp-length');
  // Bytes behind the UDP length are allowed, and receivers leave them out.
  frame.payloadLength = Math.min(length, frame.transportLength) - HEADER_LENGTH;
  return true;
}

/** Here the field is the part that the checksum covers: 0 for all, never less than the header (section 3.1). */
export function readUdpLite(frame: Frame): boolean {
  if (!readPorts(frame)) return false;
  const coverage = u16(frame.bytes, frame.transportOffset + LENGTH);
  const beyond = coverage > frame.transportLength && frame.isFragment === 0;
  if ((coverage !== 0 && coverage < HEADER_LENGTH) || beyond) return fail(frame, 'malformed', 'udp-length');
  frame.payloadLength = frame.transportLength - HEADER_LENGTH;
  return true;
}

function readPorts(frame: Frame): boolean {
  const { bytes, transportOffset: at } = frame;
  if (!reaches(frame, at + HEADER_LENGTH, 'udp-header')) return false;
  frame.sourcePort = u16(bytes, at + SOURCE_PORT);
  frame.destinationPort = u16(bytes, at + DESTINATION_PORT);
  frame.payloadOffset = at + HEADER_LENGTH;
  return true;
}

/** RFC 2675 section 4: 0 in a jumbogram; offload writes it too where the length does not fit. */
function statedLength(frame: Frame): number {
  const length = u16(frame.bytes, frame.transportOffset + LENGTH);
  return length === 0 && frame.transportLength > 65535 ? frame.transportLength : length;
}
