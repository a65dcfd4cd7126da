/** ICMP (RFC 792) and ICMPv6 (RFC 4443). */
import type { Frame } from './frame.ts';
import { readQuote } from './quote.ts';
import { reaches, u16 } from './read.ts';

const TYPE = 0;
const CODE = 1;
const IDENTIFIER = 4;
/** RFC 4443 asks for 4 bytes only, but every message that is defined has at least 8. */
const HEADER_LENGTH = 8;

export function readIcmp(frame: Frame): boolean {
  const { bytes, transportOffset: at } = frame;
  if (!reaches(frame, at + HEADER_LENGTH, 'icmp-header')) return false;
  const type = bytes[at + TYPE];
  frame.icmpType = type;
  frame.icmpCode = bytes[at + CODE];
  if (hasIdentifier(frame.family, type)) frame.icmpId = u16(bytes, at + IDENTIFIER);
  if (!quotesPacket(frame.family, type)) return true;
  frame.icmpIsError = 1;
  return readQuote(frame, at + HEADER_LENGTH);
}

/** Requests and replies that share an identifier: echo, and in IPv4 timestamp, information and address mask. */
export function hasIdentifier(family: number, type: number): boolean {
  if (family === 6) return type === 128 || type === 129;
  return type === 0 || type === 8 || (type >= 13 && type <= 18);
}

/** IPv4: unreachable, source quench, redirect, time exceeded, parameter problem. IPv6: RFC 4443 section 2.1. */
function quotesPacket(family: number, type: number): boolean {
  if (family === 6) return type >= 1 && type <= 4;
  return type === 3 || type === 4 || type === 5 || type === 11 || type === 12;
}
