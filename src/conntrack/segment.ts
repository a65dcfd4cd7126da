import { type Frame, TcpFlag } from '../frame/frame.ts';

/** What a TCP header asks for. `invalid` can come from no sound stack. */
export const SegmentKind = { invalid: 0, syn: 1, synAck: 2, rst: 3, data: 4 } as const;
export type SegmentKind = (typeof SegmentKind)[keyof typeof SegmentKind];

/** In place of a window scale (0..14) that was not seen. */
export const unknownScale = 15;

/** The numbers of one TCP segment, as signed 32-bit words: sequence arithmetic is modulo 2^32. Reused. */
export interface Segment {
  kind: SegmentKind;
  hasAck: boolean;
  hasFin: boolean;
  /** Payload bytes by the headers: snaplen does not matter. */
  length: number;
  sequence: number;
  /** Sequence number behind the segment; SYN and FIN count one each. */
  end: number;
  acknowledgement: number;
  /** Unscaled. */
  window: number;
  /** Of a SYN; -1 without the option, unknownScale if the capture cut the options. */
  windowScale: number;
  timeToLive: number;
}

export function createSegment(): Segment {
  return {
    kind: SegmentKind.invalid,
    hasAck: false,
    hasFin: false,
    length: 0,
    sequence: 0,
    end: 0,
    acknowledgement: 0,
    window: 0,
    windowScale: -1,
    timeToLive: 0,
  };
}

export function readSegment(frame: Frame, segment: Segment): void {
  const flags = frame.tcpFlags;
  const hasSyn = (flags & TcpFlag.syn) !== 0;
  segment.kind = kindOf(flags);
  segment.hasAck = (flags & TcpFlag.ack) !== 0;
  segment.hasFin = (flags & TcpFlag.fin) !== 0;
  segment.length = frame.payloadLength;
  segment.sequence = frame.tcpSequence | 0;
  segment.end = (frame.tcpSequence + frame.payloadLength + Number(hasSyn) + Number(segment.hasFin)) | 0;
  segment.acknowledgement = frame.tcpAcknowledgement | 0;
  segment.window = frame.tcpWindow;
  segment.windowScale =
    frame.tcpWindowScale < 0 && frame.tcpOptionsCut === 1 ? unknownScale : frame.tcpWindowScale;
  segment.timeToLive = frame.timeToLive;
}

/**
 * PSH, URG, ECE and CWR say nothing of the state. Of the others only these combinations exist (RFC 9293 3.10.7);
 * null, FIN without ACK, SYN with FIN or RST, and RST with FIN are scans or attempts to make two readers differ.
 */
function kindOf(flags: number): SegmentKind {
  switch (flags & (TcpFlag.fin | TcpFlag.syn | TcpFlag.rst | TcpFlag.ack)) {
    case TcpFlag.syn:
      return SegmentKind.syn;
    case TcpFlag.syn | TcpFlag.ack:
      return SegmentKind.synAck;
    case TcpFlag.rst:
    case TcpFlag.rst | TcpFlag.ack:
      return SegmentKind.rst;
    case TcpFlag.ack:
    case TcpFlag.fin | TcpFlag.ack:
      return SegmentKind.data;
    default:
      return SegmentKind.invalid;
  }
}

/** a - b on the circle of sequence numbers: positive if a is behind b in the stream (RFC 9293 section 3.4). */
export function distance(a: number, b: number): number {
  return (a - b) | 0;
}

/** The later of two sequence numbers. */
export function later(a: number, b: number): number {
  return distance(a, b) > 0 ? a : b;
}
