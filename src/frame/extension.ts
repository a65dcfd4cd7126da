/** The shape of IPv6 extension headers (RFC 8200 section 4), for packets and for quotes in ICMP errors. */
import { Protocol } from '../net/protocol.ts';

export const Extension = {
  hopByHop: 0,
  routing: 43,
  fragment: 44,
  authentication: Protocol.ah,
  noNextHeader: 59,
  destination: 60,
  mobility: 135,
} as const;

export const NEXT_HEADER = 0;
const LENGTH = 1;
/** None is shorter, and all say their length within these bytes. */
export const minimumExtensionLength = 8;
/** Twice what RFC 8504 section 5.3 allows a host to refuse at; the headers of real traffic number one to three. */
export const maximumExtensions = 16;

/**
 * Headers that are walked over. ESP hides what follows, and a header of unknown number has no known length, so
 * both end the walk: RFC 7045 section 2.1.
 */
export function isExtension(protocol: number): boolean {
  switch (protocol) {
    case Extension.hopByHop:
    case Extension.routing:
    case Extension.fragment:
    case Extension.authentication:
    case Extension.destination:
    case Extension.mobility:
      return true;
    default:
      return false;
  }
}

/** Length of the header at `offset`, of which the first 8 bytes must be there; 8..2048. */
export function extensionLength(bytes: Uint8Array, protocol: number, offset: number): number {
  if (protocol === Extension.fragment) return minimumExtensionLength;
  const stated = bytes[offset + LENGTH];
  // RFC 4302 section 2.2: AH counts in units of 4. Length 0 is below what AH needs, but hosts do walk over it.
  if (protocol === Extension.authentication) return (stated + 2) * 4;
  return (stated + 1) * 8;
}
