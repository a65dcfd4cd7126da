import type { Frame } from '../frame/frame.ts';
import { hasPorts, Protocol } from '../net/protocol.ts';
import { sourceIsHigher } from './hash.ts';
import { icmpRequest, isIcmpRequest } from './icmp.ts';

/**
 * The key of a connection: ten words, source first. Words 0-3 source address, 4-7 destination address, 8 ports,
 * 9 kind: protocol | family << 8 | ICMP request type << 16 | requester is the higher address << 24.
 *
 * The last bit keeps two queries apart that cross on the wire with the same identifier: without it the one end
 * could send requests that pass as replies to the other's.
 */
export type FlowKey = Int32Array<ArrayBuffer>;

export const KeyWord = { source: 0, destination: 4, ports: 8, kind: 9 } as const;

export function createKey(): FlowKey {
  return new Int32Array(10);
}

/** False: packets of this type have no connection (ICMP other than queries). */
export function keyOfFrame(frame: Frame, key: FlowKey): boolean {
  key[0] = frame.source0;
  key[1] = frame.source1;
  key[2] = frame.source2;
  key[3] = frame.source3;
  key[4] = frame.destination0;
  key[5] = frame.destination1;
  key[6] = frame.destination2;
  key[7] = frame.destination3;
  const ports = (frame.sourcePort << 16) | frame.destinationPort;
  return finishKey(key, frame.family, frame.protocol, ports, frame.icmpType, frame.icmpId);
}

/** The key of the packet that an ICMP error quotes. */
export function keyOfQuote(frame: Frame, key: FlowKey): boolean {
  key[0] = frame.innerSource0;
  key[1] = frame.innerSource1;
  key[2] = frame.innerSource2;
  key[3] = frame.innerSource3;
  key[4] = frame.innerDestination0;
  key[5] = frame.innerDestination1;
  key[6] = frame.innerDestination2;
  key[7] = frame.innerDestination3;
  const ports = (frame.innerSourcePort << 16) | frame.innerDestinationPort;
  const { innerFamily, innerProtocol, innerIcmpType, innerIcmpId } = frame;
  return finishKey(key, innerFamily, innerProtocol, ports, innerIcmpType, innerIcmpId);
}

function finishKey(
  key: FlowKey,
  family: number,
  protocol: number,
  ports: number,
  icmpType: number,
  icmpId: number,
): boolean {
  key[KeyWord.kind] = protocol | (family << 8);
  key[KeyWord.ports] = hasPorts(protocol) ? ports : 0;
  if (!isIcmpOf(family, protocol)) return true;
  const request = icmpRequest(protocol, icmpType);
  if (request < 0) return false;
  key[KeyWord.ports] = (icmpId << 16) | (icmpId & 0xffff);
  const requesterIsHigher = sourceIsHigher(key, 0) === isIcmpRequest(protocol, icmpType);
  key[KeyWord.kind] |= (request << 16) | (Number(requesterIsHigher && !sameEnds(key)) << 24);
  return true;
}

/** ICMP inside IPv6, and ICMPv6 inside IPv4, mean nothing: they are protocols without ports. */
export function isIcmpOf(family: number, protocol: number): boolean {
  return protocol === (family === 4 ? Protocol.icmp : Protocol.icmpv6);
}

function sameEnds(key: FlowKey): boolean {
  return key[0] === key[4] && key[1] === key[5] && key[2] === key[6] && key[3] === key[7];
}

/** Swaps source and destination in place. */
export function reverseKey(key: FlowKey): void {
  for (let i = 0; i < 4; i++) {
    const word = key[i];
    key[i] = key[4 + i];
    key[4 + i] = word;
  }
  const ports = key[KeyWord.ports];
  key[KeyWord.ports] = (ports << 16) | (ports >>> 16);
}
