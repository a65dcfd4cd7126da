/** Linux cooked captures, versions 1 and 2 (www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html and ..._SLL2.html). */
import type { Frame } from './frame.ts';
import { readLlc } from './llc.ts';
import { reaches, u16 } from './read.ts';

const V1_HARDWARE = 2;
const V1_PROTOCOL = 14;
const V1_LENGTH = 16;
const V2_PROTOCOL = 0;
const V2_HARDWARE = 8;
const V2_LENGTH = 20;

/** Below 0x0600 the protocol is a Linux number; this one says that an 802.2 LLC header follows. */
const PROTOCOL_LLC = 0x0004;
/** For these ARPHRD_ types the protocol is not an EtherType: netlink and 802.11 with radiotap. */
const HARDWARE_NETLINK = 824;
const HARDWARE_RADIOTAP = 803;

export function readSll(frame: Frame, offset: number): boolean {
  if (!reaches(frame, offset + V1_LENGTH, 'link-header')) return false;
  return enter(frame, offset + V1_HARDWARE, offset + V1_PROTOCOL, offset + V1_LENGTH);
}

export function readSll2(frame: Frame, offset: number): boolean {
  if (!reaches(frame, offset + V2_LENGTH, 'link-header')) return false;
  return enter(frame, offset + V2_HARDWARE, offset + V2_PROTOCOL, offset + V2_LENGTH);
}

function enter(frame: Frame, hardwareAt: number, protocolAt: number, end: number): boolean {
  const hardware = u16(frame.bytes, hardwareAt);
  const protocol = u16(frame.bytes, protocolAt);
  frame.networkOffset = end;
  if (hardware === HARDWARE_NETLINK || hardware === HARDWARE_RADIOTAP) return true;
  if (protocol === PROTOCOL_LLC) return readLlc(frame);
  if (protocol >= 0x0600) frame.etherType = protocol;
  return true;
}
