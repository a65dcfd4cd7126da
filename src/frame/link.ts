/** From a link type to the reader of its header. */

import { LinkType } from '../net/link-type.ts';
import { readEthernet } from './ethernet.ts';
import { EtherType } from './ethertype.ts';
import type { Frame } from './frame.ts';
import { readLoop, readNull } from './loopback.ts';
import { readNflog } from './nflog.ts';
import { ppiFrameOffset, ppiLinkType } from './ppi.ts';
import { readPpp } from './ppp.ts';
import { readRaw, readRawIp } from './raw.ts';
import { fail } from './read.ts';
import { readSll, readSll2 } from './sll.ts';
import { readRadiotap, readWifi } from './wifi.ts';

/** libpcap puts direction and compression state before a SLIP packet. */
const SLIP_HEADER_LENGTH = 16;

/** Sets etherType and networkOffset from the link header at `offset`. */
export function readLink(frame: Frame, linkType: number, offset: number): boolean {
  switch (linkType) {
    case LinkType.ethernet:
      return readEthernet(frame, offset);
    case LinkType.raw:
    case LinkType.rawBsd:
    case LinkType.rawOpenBsd:
      return readRaw(frame, offset);
    case LinkType.ipv4:
      return readRawIp(frame, offset, 4);
    case LinkType.ipv6:
      return readRawIp(frame, offset, 6);
    case LinkType.linuxSll:
      return readSll(frame, offset);
    case LinkType.linuxSll2:
      return readSll2(frame, offset);
    case LinkType.null:
      return readNull(frame, offset);
    case LinkType.loop:
      return readLoop(frame, offset);
    default:
      return readRareLink(frame, linkType, offset);
  }
}

function readRareLink(frame: Frame, linkType: number, offset: number): boolean {
  switch (linkType) {
    case LinkType.ieee80211:
      return readWifi(frame, offset, false);
    case LinkType.radiotap:
      return readRadiotap(frame, offset);
    case LinkType.nflog:
      return readNflog(frame, offset);
    case LinkType.slip:
      return readRaw(frame, offset + SLIP_HEADER_LENGTH);
    case LinkType.ppp:
    case LinkType.pppHdlc:
      return readPpp(frame, offset);
    case LinkType.pppEther:
      frame.etherType = EtherType.pppoeSession;
      frame.networkOffset = offset;
      return true;
    case LinkType.ppi:
      return readPpi(frame, offset);
    default:
      return fail(frame, 'unsupported-link', 'link-type');
  }
}

function readPpi(frame: Frame, offset: number): boolean {
  const inner = ppiFrameOffset(frame, offset);
  if (inner < 0) return false;
  const linkType = ppiLinkType(frame, offset);
  // A header in a header in a header is nothing that a capture program writes.
  if (linkType === LinkType.ppi) return fail(frame, 'unsupported-link', 'link-type');
  return readLink(frame, linkType, inner);
}
