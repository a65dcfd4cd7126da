import { a, aaaa, cname, encode, query, response } from '../dns/message.ts';
import { type Bytes, concat, icmp, sctp, tcp, u16, u32, udp, zeros } from '../frame/build.ts';
import type { Random } from '../kernels/generator.ts';

/** A conversation between two ends, one packet after another. */
export interface Talk {
  readonly ends: readonly [string, string];
  readonly ports: readonly [number, number];
  readonly isV6: boolean;
  readonly kind: Kind;
  /** Next sequence number of each end. */
  readonly next: [number, number];
  readonly length: number;
  readonly close: 'fin' | 'reset' | 'silence';
  sent: number;
}

const kinds = [
  'tcp',
  'tcp',
  'tcp',
  'tcp',
  'udp',
  'udp',
  'dns',
  'dns',
  'echo',
  'sctp',
  'other',
  'neighbour',
] as const;
type Kind = (typeof kinds)[number];

/** What goes into an IP packet. */
export interface Piece {
  readonly from: string;
  readonly to: string;
  readonly isV6: boolean;
  readonly protocol: number;
  readonly payload: Uint8Array;
  readonly about: string;
}

const servicePorts = [1, 53, 80, 80, 80, 81, 443, 1024, 8080, 9000, 30080] as const;

export function openTalk(random: Random, pool: readonly string[], isV6: boolean): Talk {
  const kind = random.of(kinds);
  const port = kind === 'dns' ? 53 : random.of(servicePorts);
  return {
    ends: [random.of(pool), random.of(pool)],
    ports: [random.of([1024, 1025, 40000, 40001, 53]), port],
    isV6,
    kind,
    next: [random.word(), random.word()],
    length: 3 + random.below(8),
    close: random.of(['fin', 'fin', 'reset', 'silence']),
    sent: 0,
  };
}

export function isOver({ sent, length, close }: Talk): boolean {
  return sent >= length + (close === 'fin' ? 4 : 1);
}

export function nextPiece(talk: Talk, random: Random): Piece {
  const place = talk.sent++;
  switch (talk.kind) {
    case 'tcp':
      return segment(talk, place, random);
    case 'dns':
      return lookup(talk, place, random);
    case 'udp':
      return datagram(talk, place === 0 ? 0 : side(random), random, 17);
    case 'echo':
      return echo(talk, place === 0 ? 0 : side(random), random);
    case 'sctp':
      return association(talk, place);
    case 'neighbour':
      return discovery(talk, random);
    case 'other':
      return place % 3 === 2
        ? datagram(talk, side(random), random, 136)
        : piece(talk, side(random), random.of([47, 50, 2, 89, 4, 41]), zeros(8 + random.below(20)), 'other');
  }
}

type Side = 0 | 1;
function side(random: Random): Side {
  return random.below(2) as Side;
}

function piece(talk: Talk, from: Side, protocol: number, payload: Uint8Array, about: string): Piece {
  const to = (from ^ 1) as Side;
  const { ends, ports, isV6 } = talk;
  const text = `${about} ${ends[from]}:${ports[from]} > ${ends[to]}:${ports[to]} protocol ${protocol}`;
  return { from: ends[from], to: ends[to], isV6, protocol, payload, about: text };
}

function portsOf({ ports }: Talk, from: Side) {
  return { sourcePort: ports[from], destinationPort: ports[from ^ 1] };
}

const fin = 1;
const syn = 2;
const rst = 4;
const psh = 8;
const ack = 16;

/** Flags of the packet at this place, and who sends it. */
function step({ length, close, ports }: Talk, place: number, random: Random): readonly [number, Side] {
  if (place < 3)
    return (
      [
        [syn, 0],
        [syn | ack, 1],
        [ack, 0],
      ] as const
    )[place];
  const first = (ports[0] & 1) as Side;
  const behind = place - length;
  if (behind < 0) return [ack | psh, side(random)];
  if (close !== 'fin') return [close === 'reset' ? rst | ack : ack, 0];
  const other = (first ^ 1) as Side;
  return (
    [
      [fin | ack, first],
      [ack, other],
      [fin | ack, other],
      [ack, first],
    ] as const
  )[Math.min(behind, 3)];
}

function segment(talk: Talk, place: number, random: Random): Piece {
  const [flags, from] = step(talk, place, random);
  const data = (flags & psh) !== 0 ? random.below(60) : 0;
  const isOpening = (flags & syn) !== 0;
  const options: Bytes = isOpening ? [2, 4, 5, 180, 1, 3, 3, 7] : [];
  const header = {
    ...portsOf(talk, from),
    sequence: talk.next[from],
    acknowledgement: (flags & ack) !== 0 ? talk.next[from ^ 1] : 0,
    flags,
    options,
    window: random.chance(0.03) ? 0 : 20_000,
  };
  talk.next[from] = (talk.next[from] + data + (isOpening || (flags & fin) !== 0 ? 1 : 0)) >>> 0;
  return piece(talk, from, 6, tcp(header, zeros(data)), `TCP flags ${flags}`);
}

function datagram(talk: Talk, from: Side, random: Random, protocol: number): Piece {
  return piece(talk, from, protocol, udp(portsOf(talk, from), zeros(random.below(80))), 'UDP');
}

const domainNames = ['www.example.org', 'a.example.org', 'b.a.example.org', 'example.com'] as const;

/** A question and its answer, over and over; one in four is an alias. */
function lookup(talk: Talk, place: number, random: Random): Piece {
  const id = 1 + (place >> 1);
  const name = domainNames[(talk.ports[0] + id) % domainNames.length];
  const type = talk.isV6 ? 28 : 1;
  const questions = [{ name, type }];
  const from = (place & 1) as Side;
  if (from === 0)
    return piece(talk, 0, 17, udp(portsOf(talk, 0), encode({ id, flags: query, questions })), `DNS? ${name}`);
  const record = (owner: string) =>
    talk.isV6
      ? aaaa(
          owner,
          random.of([
            [0xfd00, 0, 0, 0, 0, 0, 0, 0x99],
            [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1],
          ]),
          random.of([1, 60, 3600]),
        )
      : a(
          owner,
          random.of(['192.0.2.7', '192.0.2.200', '198.51.100.1', '10.0.0.1']),
          random.of([1, 60, 3600]),
        );
  const answers = random.chance(0.25)
    ? [cname(name, 'c.example.org'), record('c.example.org')]
    : [record(name)];
  return piece(
    talk,
    1,
    17,
    udp(portsOf(talk, 1), encode({ id, flags: response, questions, answers })),
    `DNS! ${name}`,
  );
}

function echo(talk: Talk, from: Side, random: Random): Piece {
  const [request, reply] = talk.isV6 ? [128, 129] : [8, 0];
  const type = random.chance(0.1) ? random.of([13, 14, 17, 3, 133]) : from === 0 ? request : reply;
  return piece(
    talk,
    from,
    talk.isV6 ? 58 : 1,
    icmp(type, random.chance(0.1) ? 1 : 0, talk.ports[0]),
    `ICMP type ${type}`,
  );
}

/** RFC 9260 section 3.3: INIT, INIT ACK, COOKIE ECHO, COOKIE ACK, DATA, at the end SHUTDOWN and its answers. */
function association(talk: Talk, place: number): Piece {
  const shutdown = [7, 8, 14][place - talk.length];
  const type = shutdown ?? [1, 2, 10, 11][place] ?? 0;
  const from = (place & 1) as Side;
  const chunk = concat([type, 0], u16(20), u32(talk.next[from]), zeros(12));
  const packet = sctp(portsOf(talk, from), chunk);
  packet.set(place === 0 ? [0, 0, 0, 0] : u32(talk.next[from ^ 1]), 4);
  return piece(talk, from, 132, packet, `SCTP chunk ${type}`);
}

/** RFC 4861; the target is the other end. IPv4 has IGMP in its place. */
function discovery(talk: Talk, random: Random): Piece {
  if (!talk.isV6)
    return piece(talk, 0, 2, concat([random.of([0x11, 0x16, 0x22]), 0, 0, 0], [225, 1, 1, 1]), 'IGMP');
  return piece(talk, 0, 58, icmp(random.of([133, 134, 135, 136, 130, 143]), 0, 0, zeros(16)), 'neighbour');
}
