/**
 * From a packet to the one that it carries. Whether the outer source may be believed is for the caller, who asked
 * for decapsulation, to know (RFC 6169).
 */
import { Protocol } from '../net/protocol.ts';
import { resetLink, resetPacket } from './create.ts';
import { readEthernet } from './ethernet.ts';
import { EtherType } from './ethertype.ts';
import type { Frame } from './frame.ts';
import { fail, reaches, u16 } from './read.ts';

/** RFC 7348, and the port that Linux used before it was assigned. */
const VXLAN_PORT = 4789;
const OLD_VXLAN_PORT = 8472;
const VXLAN_LENGTH = 8;
const VXLAN_VALID = 0x08;

/** RFC 8926. */
const GENEVE_PORT = 6081;
const GENEVE_LENGTH = 8;
const GENEVE_OPTIONS_MASK = 0x3f;
const GENEVE_TYPE = 2;

/** RFC 2784 and RFC 2890. */
const GRE_LENGTH = 4;
const GRE_TYPE = 2;
const GRE_CHECKSUM = 0x8000;
const GRE_ROUTING = 0x4000;
const GRE_KEY = 0x2000;
const GRE_SEQUENCE = 0x1000;
const GRE_VERSION = 0x0007;

/**
 * Puts the carried packet at networkOffset in place of the carrier. False if this is no tunnel, or one whose header
 * cannot be read: then the record still holds the carrier. A fragment carries no whole packet and is left alone.
 */
export function enterTunnel(frame: Frame): boolean {
  if (frame.family === 0 || frame.isFragment === 1) return false;
  switch (frame.protocol) {
    case Protocol.ipip:
      return enter(frame, frame.transportOffset, EtherType.ipv4);
    case Protocol.ipv6:
      return enter(frame, frame.transportOffset, EtherType.ipv6);
    case Protocol.gre:
      return enterGre(frame);
    case Protocol.udp:
      return enterUdp(frame);
    default:
      return false;
  }
}

function enter(frame: Frame, at: number, etherType: number): boolean {
  if (!isCarried(etherType)) return false;
  resetLink(frame);
  resetPacket(frame);
  if (etherType === EtherType.bridged) {
    readEthernet(frame, at);
  } else {
    frame.etherType = etherType;
    frame.networkOffset = at;
  }
  return true;
}

function isCarried(etherType: number): boolean {
  switch (etherType) {
    case EtherType.ipv4:
    case EtherType.ipv6:
    case EtherType.bridged:
    case EtherType.mpls:
      return true;
    default:
      return false;
  }
}

function enterUdp(frame: Frame): boolean {
  const port = frame.destinationPort;
  if (port === VXLAN_PORT || port === OLD_VXLAN_PORT) return enterVxlan(frame);
  return port === GENEVE_PORT && enterGeneve(frame);
}

function enterVxlan(frame: Frame): boolean {
  const at = frame.payloadOffset;
  if (!payloadReaches(frame, at + VXLAN_LENGTH, 'vxlan-header')) return false;
  if ((frame.bytes[at] & VXLAN_VALID) === 0) return fail(frame, 'malformed', 'vxlan-header');
  return enter(frame, at + VXLAN_LENGTH, EtherType.bridged);
}

function enterGeneve(frame: Frame): boolean {
  const { bytes, payloadOffset: at } = frame;
  if (!payloadReaches(frame, at + GENEVE_LENGTH, 'geneve-header')) return false;
  if (bytes[at] >> 6 !== 0) return fail(frame, 'malformed', 'geneve-header');
  const end = at + GENEVE_LENGTH + (bytes[at] & GENEVE_OPTIONS_MASK) * 4;
  if (!reaches(frame, end, 'geneve-header')) return false;
  return enter(frame, end, u16(bytes, at + GENEVE_TYPE));
}

/** UDP may be shorter than its IP packet; what lies behind it is not carried. */
function payloadReaches(frame: Frame, end: number, detail: 'vxlan-header' | 'geneve-header'): boolean {
  frame.wireEnd = frame.payloadOffset + frame.payloadLength;
  return reaches(frame, end, detail);
}

/** Version 1 is PPTP, which carries PPP; it stays what it is. */
function enterGre(frame: Frame): boolean {
  const { bytes, transportOffset: at } = frame;
  if (!reaches(frame, at + GRE_LENGTH, 'gre-header')) return false;
  const flags = u16(bytes, at);
  if ((flags & GRE_VERSION) !== 0) return false;
  // RFC 2784 section 2.3: a receiver without RFC 1701 source routing discards it.
  if ((flags & GRE_ROUTING) !== 0) return fail(frame, 'malformed', 'gre-header');
  const end = at + GRE_LENGTH + greOptionalLength(flags);
  if (!reaches(frame, end, 'gre-header')) return false;
  return enter(frame, end, u16(bytes, at + GRE_TYPE));
}

function greOptionalLength(flags: number): number {
  let length = 0;
  if ((flags & GRE_CHECKSUM) !== 0) length += 4;
  if ((flags & GRE_KEY) !== 0) length += 4;
  if ((flags & GRE_SEQUENCE) !== 0) length += 4;
  return length;
}
