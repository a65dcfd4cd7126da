/** TCP (RFC 9293). Which flags go together is for connection tracking to say. */
import { type Frame, TcpFlag } from './frame.ts';
import { fail, reaches, u16, u32 } from './read.ts';

const SOURCE_PORT = 0;
const DESTINATION_PORT = 2;
const SEQUENCE = 4;
const ACKNOWLEDGEMENT = 8;
const DATA_OFFSET = 12;
const FLAGS = 13;
const WINDOW = 14;
const HEADER_LENGTH = 20;

const OPTION_END = 0;
const OPTION_NOTHING = 1;
const OPTION_WINDOW_SCALE = 3;
/** RFC 7323 section 2.3: larger shifts count as this one. */
const MAXIMUM_SHIFT = 14;

export function readTcp(frame: Frame): boolean {
  const { bytes, transportOffset: at } = frame;
  if (!reaches(frame, at + HEADER_LENGTH, 'tcp-header')) return false;
  frame.sourcePort = u16(bytes, at + SOURCE_PORT);
  frame.destinationPort = u16(bytes, at + DESTINATION_PORT);
  frame.tcpSequence = u32(bytes, at + SEQUENCE);
  frame.tcpAcknowledgement = u32(bytes, at + ACKNOWLEDGEMENT);
  frame.tcpFlags = bytes[at + FLAGS];
  frame.tcpWindow = u16(bytes, at + WINDOW);
  const length = (bytes[at + DATA_OFFSET] >> 4) * 4;
  if (length < HEADER_LENGTH || length > frame.transportLength) {
    return fail(frame, 'malformed', 'tcp-data-offset');
  }
  frame.payloadOffset = at + length;
  frame.payloadLength = frame.transportLength - length;
  if ((frame.tcpFlags & TcpFlag.syn) !== 0) readWindowScale(frame, at + HEADER_LENGTH, at + length);
  return true;
}

/** Stops without a fault at an option that makes no sense, as hosts do; a cut capture is noted. */
function readWindowScale(frame: Frame, start: number, stated: number): void {
  const { bytes } = frame;
  const end = Math.min(stated, bytes.length);
  if (end < stated) frame.tcpOptionsCut = 1;
  let at = start;
  while (at < end && bytes[at] !== OPTION_END) {
    if (bytes[at] === OPTION_NOTHING) {
      at++;
      continue;
    }
    const length = at + 1 < end ? bytes[at + 1] : 0;
    if (length < 2 || at + length > end) return;
    if (bytes[at] === OPTION_WINDOW_SCALE && length === 3) {
      frame.tcpWindowScale = Math.min(bytes[at + 2], MAXIMUM_SHIFT);
    }
    at += length;
  }
}
