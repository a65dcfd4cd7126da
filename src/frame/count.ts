import { Protocol } from '../net/protocol.ts';
import { type Frame, HeaderSeen } from './frame.ts';

/**
 * Notes the transport protocol by its number alone, so that fragments and packets with a broken header count for
 * what they say they are, as packet filters count them.
 */
export function countTransport(frame: Frame, family: 4 | 6, protocol: number): void {
  switch (protocol) {
    case Protocol.tcp:
      frame.headersSeen |= HeaderSeen.tcp;
      break;
    case Protocol.udp:
      frame.headersSeen |= HeaderSeen.udp;
      break;
    case Protocol.icmp:
      if (family === 4) frame.headersSeen |= HeaderSeen.icmp;
      break;
    case Protocol.icmpv6:
      if (family === 6) frame.headersSeen |= HeaderSeen.icmpv6;
      break;
    case Protocol.sctp:
      frame.headersSeen |= HeaderSeen.sctp;
      break;
  }
}
