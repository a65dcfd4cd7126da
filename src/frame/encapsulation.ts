/** What may stand between the link header and the network header. */
import { EtherType } from './ethertype.ts';
import type { Frame } from './frame.ts';
import { readMpls } from './mpls.ts';
import { readPppoe } from './ppp.ts';
import { fail } from './read.ts';
import { readVlan } from './vlan.ts';

/** Headers of any of these kinds in a row. */
const maximumHeaders = 16;

/** Looks through VLAN tags, MPLS and PPPoE until etherType names something else. */
export function readEncapsulation(frame: Frame): boolean {
  for (let headers = 0; headers < maximumHeaders; headers++) {
    switch (frame.etherType) {
      case EtherType.vlan:
      case EtherType.providerVlan:
      case EtherType.oldVlan:
        if (!readVlan(frame)) return false;
        break;
      case EtherType.mpls:
      case EtherType.mplsMulticast:
        if (!readMpls(frame)) return false;
        break;
      case EtherType.pppoeSession:
        if (!readPppoe(frame)) return false;
        break;
      default:
        return true;
    }
  }
  return fail(frame, 'malformed', 'encapsulation-depth');
}
