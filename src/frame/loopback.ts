/** BSD loopback: four bytes that hold an address family. */
import { EtherType } from './ethertype.ts';
import type { Frame } from './frame.ts';
import { reaches, u32, u32le } from './read.ts';

const HEADER_LENGTH = 4;
const FAMILY_IPV4 = 2;

/** LINKTYPE_LOOP: network byte order. */
export function readLoop(frame: Frame, offset: number): boolean {
  if (!reaches(frame, offset + HEADER_LENGTH, 'link-header')) return false;
  return enter(frame, offset, u32(frame.bytes, offset));
}

/** LINKTYPE_NULL: byte order of the capturing machine. Families are small, so the smaller reading is meant. */
export function readNull(frame: Frame, offset: number): boolean {
  if (!reaches(frame, offset + HEADER_LENGTH, 'link-header')) return false;
  return enter(frame, offset, Math.min(u32(frame.bytes, offset), u32le(frame.bytes, offset)));
}

function enter(frame: Frame, offset: number, addressFamily: number): boolean {
  frame.networkOffset = offset + HEADER_LENGTH;
  if (addressFamily === FAMILY_IPV4) frame.etherType = EtherType.ipv4;
  else if (isIpv6Family(addressFamily)) frame.etherType = EtherType.ipv6;
  return true;
}

/** The number of AF_INET6 differs: Linux 10, Windows 23, NetBSD and OpenBSD 24, FreeBSD 28, Darwin 30. */
export function isIpv6Family(family: number): boolean {
  return family === 10 || family === 23 || family === 24 || family === 28 || family === 30;
}
