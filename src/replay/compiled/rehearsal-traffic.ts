import { TcpFlag } from '../../frame/frame.ts';
import { RecordWriter } from '../../frame/record-writer.ts';
import { ipv4, ipv6 } from '../../net/address.ts';
import { Protocol } from '../../net/protocol.ts';

const { fin, syn, rst, psh, ack } = TcpFlag;

/** `kind`: flags of TCP, or the type of an SCTP chunk; the payload is in bytes. */
type Step = readonly [direction: 0 | 1, kind: number, payload: number];

const handshake: readonly Step[] = [
  [0, syn, 0],
  [1, syn | ack, 0],
  [0, ack, 0],
];
const exchange: readonly Step[] = [
  [0, ack | psh, 120],
  [1, ack, 0],
  [1, ack | psh, 900],
  [0, ack, 0],
];
const close: readonly Step[] = [
  [0, ack | fin, 0],
  [1, ack | fin, 0],
  [0, ack, 0],
];
const whole = [...handshake, ...exchange, ...close];
const reset: readonly Step[] = [...handshake, ...exchange, [0, rst | ack, 0]];
/** Nobody answers. */
const unanswered: readonly Step[] = [
  [0, syn, 0],
  [0, syn, 0],
];
/** Its beginning is missing. */
const late = [...exchange, ...close];
/** The answer is too long for one frame. */
const datagrams: readonly Step[] = [
  [0, 0, 40],
  [1, 0, 2000],
  [0, 0, 40],
];
const echo: readonly Step[] = [
  [0, 0, 40],
  [1, 0, 40],
];
/** INIT, INIT ACK, COOKIE ECHO, COOKIE ACK, DATA, SACK (RFC 9260 section 3.2). */
const association: readonly Step[] = [
  [0, 1, 40],
  [1, 2, 40],
  [0, 10, 40],
  [1, 11, 40],
  [0, 0, 40],
  [1, 3, 40],
];

/** Numbers of ends: below 100 a pod of rehearsal-world.ts; from there on, and for the next 100, another in each round. */
const outside = 100;
const shunned = 200;

type Conversation = readonly [
  client: number,
  server: number,
  protocol: number,
  port: number,
  steps: readonly Step[],
];

const conversations: readonly Conversation[] = [
  [1, 2, Protocol.tcp, 8080, whole],
  [1, 2, Protocol.tcp, 5432, reset],
  [3, 2, Protocol.tcp, 8080, unanswered],
  [2, 3, Protocol.tcp, 6001, whole],
  [outside, 2, Protocol.tcp, 8080, whole],
  [shunned, 2, Protocol.tcp, 8080, unanswered],
  [3, outside, Protocol.tcp, 443, whole],
  [outside, 2, Protocol.tcp, 22, unanswered],
  [4, 1, Protocol.tcp, 9090, late],
  [1, 4, Protocol.tcp, 8443, whole],
  [2, 2, Protocol.tcp, 8080, handshake],
  [1, 3, Protocol.udp, 53, datagrams],
  [4, outside, Protocol.udp, 123, datagrams],
  [3, 2, Protocol.udp, 5353, unanswered],
  [1, 2, Protocol.icmp, 1, echo],
  [1, 4, Protocol.icmp, 1, echo],
  [2, 4, Protocol.sctp, 3868, association],
];

/** Microseconds from one round to the next: some flows time out in them. */
const pause = 25e6;

/**
 * Records as RecordWriter makes them: so many rounds of connections of the kinds that captures are full of, over IPv4
 * and IPv6. Always the same.
 */
export function rehearsalTraffic(rounds: number): Uint8Array {
  const writer = new RecordWriter({ start: 1.7e15, gap: 700 });
  for (let round = 0; round < rounds; round++) {
    for (const [index, conversation] of conversations.entries()) {
      converse(writer, conversation, { round, isV6: false, isTagged: index % 4 === round % 4 });
      converse(writer, conversation, { round, isV6: true, isTagged: index % 8 === round % 8 });
    }
    writer.arp();
    writer.wait(pause);
  }
  return writer.written;
}

interface Form {
  readonly round: number;
  readonly isV6: boolean;
  readonly isTagged: boolean;
}

function converse(
  writer: RecordWriter,
  [client, server, protocol, port, steps]: Conversation,
  { round, isV6, isTagged }: Form,
): void {
  const ends = [client, server].map((end) => addressOf(end < outside ? end : end + (round % 100), isV6));
  const ports = [20_000 + 131 * round + client, port];
  // Numbers below 2^31 and above: what the optimiser has seen is what it expects.
  const next = [0x9e37_79b9, 0x85eb_ca6b].map((factor) => Math.imul(factor, round + port) >>> 0);
  const isEcho = protocol === Protocol.icmp;
  for (const [direction, kind, payload] of steps) {
    const other = 1 - direction;
    const isFragmented = protocol === Protocol.udp && payload > 1400;
    const flags = protocol === Protocol.tcp ? kind : 0;
    const packet = {
      source: ends[direction],
      destination: ends[other],
      protocol: isEcho && isV6 ? Protocol.icmpv6 : protocol,
      sourcePort: ports[isEcho ? 0 : direction],
      destinationPort: ports[isEcho ? 1 : other],
      payload,
      isReply: direction === 1,
      isTagged,
      hasHopByHop: isV6 && round % 4 === 1 && !isFragmented,
      flags,
      sequence: next[direction],
      acknowledgement: next[other],
      chunk: kind,
      tag: kind === 1 ? 0 : ports[other],
      initiateTag: ports[direction],
    };
    if (isFragmented) writer.fragments(packet);
    else writer.packet(packet);
    next[direction] = (next[direction] + payload + ((flags & (syn | fin)) === 0 ? 0 : 1)) >>> 0;
  }
}

/** In 192.0.2.0/24 and 2001:db8::/32 (RFC 5737, RFC 3849). */
function addressOf(end: number, isV6: boolean) {
  return isV6 ? ipv6(0x2001_0db8, 0, 0, end) : ipv4(0xc000_0200 + end);
}
