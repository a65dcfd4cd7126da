/** What may stand between the link header and the network header. */
import { EtherType } from './ethertype.ts';
import type { Frame } from './frame.ts';
import { readMpls } from './mpls.ts';
import { readPppoe } from './ppp.ts';
import { readVlan } from './vlan.ts';

/**
 * Looks through VLAN tags, PPPoE and MPLS until etherType names something else. It ends: tags are bounded, and
 * neither PPPoE nor MPLS leads back to a tag or to itself.
 */
export function readEncapsulation(frame: Frame): boolean {
  for (;;) {
    switch (frame.etherType) {
      case EtherType.vlan:
      case EtherType.providerVlan:
      case EtherType.oldVlan:
        if (!readVlan(frame)) return false;
        break;
      case EtherType.pppoeSession:
        if (!readPppoe(frame)) return false;
        break;
      case EtherType.mpls:
      case EtherType.mplsMulticast:
        return readMpls(frame);
      default:
        return true;
    }
  }
}
