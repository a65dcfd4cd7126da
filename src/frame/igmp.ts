import type { Frame } from './frame.ts';

/**
 * The type of an IGMP message is its first byte in every version (RFC 3376 section 4). Nothing behind it is asked
 * for, so a message that is cut is no fault: without the byte the type stays 0, which no message has.
 */
export function readIgmpType(frame: Frame): boolean {
  const { bytes, transportOffset: at, wireEnd } = frame;
  if (at < wireEnd && at < bytes.length) frame.icmpType = bytes[at];
  return true;
}
