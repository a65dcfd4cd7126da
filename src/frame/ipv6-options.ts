/** Options of IPv6 hop-by-hop and destination headers (RFC 8200 section 4.2), and the jumbo payload (RFC 2675). */
import type { Frame } from './frame.ts';
import { fail, u16, u32 } from './read.ts';

const FIRST_OPTION = 2;
const PADDING_BYTE = 0;
const JUMBO = 0xc2;
const JUMBO_LENGTH = 4;
const HEADER_LENGTH = 40;
const PAYLOAD_LENGTH = 4;

/** The options between `at` and `end`, all of it captured. A jumbo option counts in a hop-by-hop header only. */
export function readIpv6Options(frame: Frame, at: number, end: number, hopByHop: boolean): boolean {
  const { bytes } = frame;
  let option = at + FIRST_OPTION;
  while (option < end) {
    const kind = bytes[option];
    if (kind === PADDING_BYTE) {
      option++;
      continue;
    }
    const length = option + 1 < end ? bytes[option + 1] : -1;
    if (length < 0 || option + 2 + length > end) return fail(frame, 'malformed', 'ipv6-option');
    if (kind === JUMBO && hopByHop && !readJumbo(frame, option + 2, length)) return false;
    option += 2 + length;
  }
  return true;
}

/** RFC 2675 section 3 lists what makes the option an error. */
function readJumbo(frame: Frame, at: number, length: number): boolean {
  const payload = length === JUMBO_LENGTH ? u32(frame.bytes, at) : 0;
  const alone = u16(frame.bytes, frame.ipOffset + PAYLOAD_LENGTH) === 0;
  const end = frame.ipOffset + HEADER_LENGTH + payload;
  if (payload <= 65535 || !alone || end > frame.wireEnd) return fail(frame, 'malformed', 'ipv6-jumbo');
  frame.ipLength = HEADER_LENGTH + payload;
  frame.wireEnd = end;
  return true;
}
