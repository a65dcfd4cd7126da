import { rowFlags, rowPayloadLength, rowSequence } from './layout.ts';
import { ld32 } from './mem.ts';

/** What a TCP header asks for (conntrack/segment.ts). */
const segmentInvalid: u32 = 0;
export const segmentSyn: u32 = 1;
export const segmentSynAck: u32 = 2;
export const segmentReset: u32 = 3;
export const segmentData: u32 = 4;

export const flagFin: u32 = 1;
export const flagSyn: u32 = 2;
export const flagReset: u32 = 4;
export const flagAck: u32 = 16;

export function segmentKind(row: u32): u32 {
  const flags: u32 = ld32(row + rowFlags) & (flagFin | flagSyn | flagReset | flagAck);
  if ((flags | flagFin) === (flagFin | flagAck)) return segmentData;
  if (flags === flagSyn) return segmentSyn;
  if (flags === (flagSyn | flagAck)) return segmentSynAck;
  if ((flags | flagAck) === (flagReset | flagAck)) return segmentReset;
  return segmentInvalid;
}

export function hasFlag(row: u32, flag: u32): boolean {
  return (ld32(row + rowFlags) & flag) !== 0;
}

/** Sequence number behind the segment; SYN and FIN count one each. */
export function segmentEnd(row: u32): u32 {
  const flags: u32 = ld32(row + rowFlags);
  const controls: u32 = ((flags >>> 1) & 1) + (flags & 1);
  return (ld32(row + rowSequence) + ld32(row + rowPayloadLength) + controls) >>> 0;
}

export function timeToLiveOf(row: u32): u32 {
  return (ld32(row + rowFlags) >>> 8) & 0xff;
}

/** Of a SYN: window scale + 1; 0 without the option, 16 if the capture cut the options. */
export function scaleOffer(row: u32): u32 {
  return (ld32(row + rowFlags) >>> 16) & 0xff;
}
