/** What fragments of both families have in common, and the rules against fragments that hide a header. */
import { Protocol } from '../net/protocol.ts';
import type { Frame } from './frame.ts';
import { fail } from './read.ts';

const MAXIMUM_LENGTH = 65535;
const TCP_MINIMUM = 20;
const TCP_DATA_OFFSET = 12;

/**
 * Fills the fragment fields. `fixedLength` is what the length field of a reassembled datagram counts beside the
 * data. Returns whether a transport header follows: in a first fragment only.
 */
export function noteFragment(
  frame: Frame,
  dataOffset: number,
  offset: number,
  more: boolean,
  fixedLength: number,
): boolean {
  const length = frame.wireEnd - dataOffset;
  frame.isFragment = 1;
  frame.fragmentOffset = offset;
  frame.moreFragments = more ? 1 : 0;
  frame.fragmentDataOffset = dataOffset;
  frame.fragmentDataLength = length;
  // RFC 8200 section 4.5 for IPv6; an IPv4 fragment that breaks it cannot be followed without a gap or an overlap.
  if (length <= 0 || (more && length % 8 !== 0)) return fail(frame, 'fragment', 'fragment-length');
  if (fixedLength + offset + length > MAXIMUM_LENGTH) return fail(frame, 'fragment', 'too-long');
  // RFC 3128: nothing but an attack starts there.
  if (offset === 8 && frame.protocol === Protocol.tcp) return fail(frame, 'fragment', 'fragment-offset-one');
  return offset === 0;
}

/** RFC 1858 and RFC 7112: a first fragment must hold the whole transport header, or ports could hide in the next. */
export function holdsTransportHeader(frame: Frame): boolean {
  const { transportOffset: at, transportLength: length, bytes } = frame;
  let needed = minimumHeader(frame.protocol);
  if (frame.protocol === Protocol.tcp && length >= TCP_MINIMUM && at + TCP_MINIMUM <= bytes.length) {
    needed = Math.max(needed, (bytes[at + TCP_DATA_OFFSET] >> 4) * 4);
  }
  return length >= needed || fail(frame, 'fragment', 'tiny-fragment');
}

function minimumHeader(protocol: number): number {
  switch (protocol) {
    case Protocol.tcp:
      return TCP_MINIMUM;
    case Protocol.sctp:
      return 12;
    case Protocol.udp:
    case Protocol.udplite:
    case Protocol.icmp:
    case Protocol.icmpv6:
      return 8;
    default:
      return 0;
  }
}
