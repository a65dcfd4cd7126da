import { Protocol } from '../net/protocol.ts';
import { holdsTransportHeader } from './fragment.ts';
import type { Frame } from './frame.ts';
import { readIcmp } from './icmp.ts';
import { readIgmpType } from './igmp.ts';
import { readSctp } from './sctp.ts';
import { readTcp } from './tcp.ts';
import { readUdp, readUdpLite } from './udp.ts';

/** Reads the header at transportOffset. A protocol without ports that is not read has a number and no more. */
export function readTransport(frame: Frame): boolean {
  if (frame.isFragment === 1 && !holdsTransportHeader(frame)) return false;
  switch (frame.protocol) {
    case Protocol.tcp:
      return readTcp(frame);
    case Protocol.udp:
      return readUdp(frame);
    case Protocol.udplite:
      return readUdpLite(frame);
    case Protocol.sctp:
      return readSctp(frame);
    case Protocol.icmp:
      return frame.family === 6 || readIcmp(frame);
    case Protocol.icmpv6:
      return frame.family === 4 || readIcmp(frame);
    case Protocol.igmp:
      return readIgmpType(frame);
    default:
      return true;
  }
}
