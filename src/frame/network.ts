import { readArp } from './arp.ts';
import { readEncapsulation } from './encapsulation.ts';
import { EtherType } from './ethertype.ts';
import { type Frame, HeaderSeen } from './frame.ts';
import { readIpv4 } from './ipv4.ts';
import { readIpv6 } from './ipv6.ts';
import { readTransport } from './transport.ts';

/** Reads on from networkOffset, where etherType was announced, down to the transport header. */
export function readNetwork(frame: Frame): void {
  if (!readEncapsulation(frame)) return;
  switch (frame.etherType) {
    case EtherType.ipv4:
      frame.headersSeen |= HeaderSeen.ipv4;
      if (readIpv4(frame)) readTransport(frame);
      break;
    case EtherType.ipv6:
      frame.headersSeen |= HeaderSeen.ipv6;
      if (readIpv6(frame)) readTransport(frame);
      break;
    case EtherType.arp:
      frame.headersSeen |= HeaderSeen.arp;
      readArp(frame);
      break;
  }
}
