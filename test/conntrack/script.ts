/**
 * TCP conversations as text. A line is `who: FLAGS number=value ... -> what the tracker says`, or `after SECONDS`.
 * Sequence numbers may be given relative to a large base, so that scripts wrap around 2^32 on the way.
 *
 *   client: SYN seq=0          -> new tcpSynSent
 *   server: SYN+ACK seq=0 ack=1 -> reply tcpSynReceived
 */
import { expect } from 'vitest';
import { Conntrack, type ConntrackOptions } from '../../src/conntrack/conntrack.ts';
import { createTracked, type Tracked, TrackState } from '../../src/conntrack/track.ts';
import type { Frame } from '../../src/frame/frame.ts';
import { client, type End, server, tcp } from './packet.ts';

/** Where each end's numbers begin: both wrap within the first few bytes. */
const base: Readonly<Record<string, number>> = { client: 0xffff_fff0, server: 0x7fff_fff8 };
const ends: Readonly<Record<string, End>> = { client, server };

const stateWords = Object.keys(TrackState);

/** `original tcpEstablished`, `invalid table-full`, with ` midstream` and ` simultaneous` behind where set. */
export function describeTracked(conntrack: Conntrack, out: Tracked): string {
  const about = out.slot >= 0 ? conntrack.flows.phase(out.slot) : out.reason;
  const marks = `${out.midstream ? ' midstream' : ''}${out.simultaneous ? ' simultaneous' : ''}`;
  return `${stateWords[out.state]}${about === '' ? '' : ` ${about}`}${marks}`;
}

/** Runs the script and compares it, line by line, with what the tracker said. */
export function expectScript(script: string, options: ConntrackOptions = {}): Conntrack {
  const conntrack = new Conntrack(options);
  const out = createTracked();
  const lines = script.split('\n').filter((line) => line.trim() !== '');
  let now = 1e15;
  const actual = lines.map((line) => {
    const [input] = line.split('->').map((part) => part.trim());
    const wait = /^after (\S+)$/.exec(input);
    if (wait !== null) {
      now += Number(wait[1]) * 1e6;
      return input;
    }
    now += 1000;
    conntrack.track(parseLine(input), now, out);
    return `${input} -> ${describeTracked(conntrack, out)}`;
  });
  expect(actual).toEqual(lines.map(normal));
  return conntrack;
}

function normal(line: string): string {
  return line
    .split('->')
    .map((part) => part.trim())
    .join(' -> ');
}

export function parseLine(line: string): Frame {
  const [who, rest] = line.split(':').map((part) => part.trim());
  const [flags, ...words] = rest.split(/\s+/);
  const number = new Map(words.map((word) => word.split('=') as [string, string]));
  const value = (name: string, absent: number) => Number(number.get(name) ?? absent);
  const other = who === 'client' ? 'server' : 'client';
  return tcp(ends[who], ends[other], flags, {
    tcpSequence: (base[who] + value('seq', 0)) >>> 0,
    tcpAcknowledgement: number.has('ack') ? (base[other] + value('ack', 0)) >>> 0 : 0,
    payloadLength: value('len', 0),
    tcpWindow: value('win', 65535),
    tcpWindowScale: value('scale', -1),
    timeToLive: value('ttl', 64),
  });
}

export const handshake = `
  client: SYN seq=0                -> new tcpSynSent
  server: SYN+ACK seq=0 ack=1      -> reply tcpSynReceived
  client: ACK seq=1 ack=1          -> original tcpEstablished
`;
