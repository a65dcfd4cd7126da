/** Link headers and VLAN tags, as frame/ethernet.ts, sll.ts, raw.ts, vlan.ts and llc.ts read them. */
import { notRead, seenVlan } from './headers.ts';
import { ld8, ld16be, min32 } from './mem.ts';

export const linkEthernet: u32 = 1;
const linkRawBsd: u32 = 12;
const linkRawOpenBsd: u32 = 14;
const linkRaw: u32 = 101;
const linkSll: u32 = 113;
const linkIpv4: u32 = 228;
const linkIpv6: u32 = 229;
const linkSll2: u32 = 276;

export const etherIpv4: u32 = 0x0800;
export const etherArp: u32 = 0x0806;
export const etherIpv6: u32 = 0x86dd;
export const etherMpls: u32 = 0x8847;
export const etherMplsMulticast: u32 = 0x8848;
export const etherPppoe: u32 = 0x8864;
const etherVlan: u32 = 0x8100;
const etherProviderVlan: u32 = 0x88a8;
const etherOldVlan: u32 = 0x9100;

const ethernetLength: u32 = 14;
const minimumType: u32 = 1536;
const maximumLength: u32 = 1500;
const maximumTags: u32 = 8;
const protocolLlc: u32 = 4;
const hardwareRadiotap: u32 = 803;
const hardwareNetlink: u32 = 824;

/**
 * Reads from `data` to the network header. Gives EtherType << 16 | HeaderSeen.vlan | offset of the network header;
 * the EtherType is 0 for what is no IP packet; or `notRead`.
 *
 * `captureEnd` and `wireEnd` are the addresses where the captured bytes and the frame end; the first is not behind
 * the second, so that only lengths stated inside the frame need to be held against `wireEnd`.
 */
export function readLink(data: u32, linkType: u32, captureEnd: u32, wireEnd: u32): u32 {
  if (linkType === linkEthernet) {
    if (data + ethernetLength > captureEnd) return notRead;
    const type: u32 = ld16be(data + 12);
    // Nearly all frames.
    if (type === etherIpv4) return (etherIpv4 << 16) | ethernetLength;
    if (type === etherIpv6) return ((etherIpv6 << 16) | ethernetLength) >>> 0;
    return readTags(data, type, data + ethernetLength, captureEnd, wireEnd);
  }
  if (linkType === linkSll) return readCooked(data, 2, 14, 16, captureEnd, wireEnd);
  if (linkType === linkSll2) return readCooked(data, 8, 0, 20, captureEnd, wireEnd);
  return readRaw(data, linkType, captureEnd);
}

/** Links without a header. */
function readRaw(data: u32, linkType: u32, captureEnd: u32): u32 {
  if (linkType === linkIpv4) return etherIpv4 << 16;
  if (linkType === linkIpv6) return (etherIpv6 << 16) >>> 0;
  if (linkType !== linkRaw) {
    if (linkType !== linkRawBsd) {
      if (linkType !== linkRawOpenBsd) return notRead;
    }
  }
  if (data + 1 > captureEnd) return notRead;
  const version: u32 = ld8(data) >>> 4;
  if (version === 4) return etherIpv4 << 16;
  return version === 6 ? (etherIpv6 << 16) >>> 0 : notRead;
}

/** Linux cooked captures. */
function readCooked(
  data: u32,
  hardwareAt: u32,
  protocolAt: u32,
  length: u32,
  captureEnd: u32,
  wireEnd: u32,
): u32 {
  if (data + length > captureEnd) return notRead;
  const hardware: u32 = ld16be(data + hardwareAt);
  if (hardware === hardwareNetlink) return length;
  if (hardware === hardwareRadiotap) return length;
  const protocol: u32 = ld16be(data + protocolAt);
  if (protocol === protocolLlc) return readLlc(data + length, captureEnd, wireEnd);
  if (protocol < minimumType) return length;
  return readTags(data, protocol, data + length, captureEnd, wireEnd);
}

/** From a type or length field with the value `first`, and `start` behind it, through the VLAN tags. */
function readTags(data: u32, first: u32, start: u32, captureEnd: u32, wireEnd: u32): u32 {
  let type: u32 = first;
  let at: u32 = start;
  let tags: u32 = 0;
  while (isTag(type) !== 0) {
    if (at + 4 > captureEnd) return notRead;
    if (tags === maximumTags) return notRead;
    type = ld16be(at + 2);
    at += 4;
    tags++;
  }
  const seen: u32 = tags !== 0 ? seenVlan : 0;
  if (type >= minimumType) return ((type << 16) | seen | (at - data)) >>> 0;
  if (type > maximumLength) return notRead;
  if (at + type > wireEnd) return notRead;
  const link: u32 = readLlc(at, captureEnd, at + type);
  return link === notRead ? notRead : link | seen;
}

function isTag(type: u32): u32 {
  if (type === etherVlan) return 1;
  if (type === etherProviderVlan) return 1;
  return type === etherOldVlan ? 1 : 0;
}

/** Gives 0, no IP packet, unless the header is cut or may lead to one. */
function readLlc(at: u32, captureEnd: u32, wireEnd: u32): u32 {
  if (at + 3 > min32(captureEnd, wireEnd)) return notRead;
  const sap: u32 = ld8(at);
  if ((ld8(at + 1) & 0xfe) !== sap) return 0;
  if (ld8(at + 2) !== 3) return 0;
  if (sap === 0xaa) return notRead;
  return sap === 0x06 ? notRead : 0;
}
