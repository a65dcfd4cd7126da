import { describe, expect, it } from 'vitest';
import { Conntrack, type ConntrackOptions } from '../../src/conntrack/conntrack.ts';
import { createTracked } from '../../src/conntrack/track.ts';
import type { Frame } from '../../src/frame/frame.ts';
import { formatAddress } from '../../src/net/address.ts';
import { client, type End, icmp, sctp, server, udp } from './packet.ts';
import { describeTracked } from './script.ts';

const client6: End = { address: 'fd00::1', port: 0 };
const server6: End = { address: 'fd00::2', port: 0 };

/** What one tracker says of the packets in turn. */
function say(frames: readonly Frame[], options: ConntrackOptions = {}): string[] {
  const conntrack = new Conntrack(options);
  const out = createTracked();
  return frames.map((frame, index) => {
    conntrack.track(frame, index * 1000, out);
    return describeTracked(conntrack, out);
  });
}

/** Repeats with so many seconds between the packets. */
function apart(seconds: number, frames: readonly Frame[]): string[] {
  const conntrack = new Conntrack();
  const out = createTracked();
  return frames.map((frame, index) => {
    conntrack.track(frame, index * seconds * 1e6, out);
    return describeTracked(conntrack, out);
  });
}

describe('UDP', () => {
  it('is a conversation once the other end has sent', () => {
    const [there, back] = [udp(client, server), udp(server, client)];
    expect(say([there, there, back, there, back])).toEqual([
      'new udpUnreplied',
      'original udpUnreplied',
      'reply udpReplied',
      'original udpReplied',
      'reply udpReplied',
    ]);
  });

  it('is forgotten after 30 seconds without an answer and 120 with one', () => {
    const [there, back] = [udp(client, server), udp(server, client)];
    expect(apart(31, [there, there])).toEqual(['new udpUnreplied', 'new udpUnreplied']);
    expect(apart(29, [there, back])).toEqual(['new udpUnreplied', 'reply udpReplied']);
    expect(apart(31, [there, back])).toEqual(['new udpUnreplied', 'new udpUnreplied']);
  });

  it('is apart from TCP and from UDP over IPv6 with the same numbers', () => {
    const mapped = { address: '::10.0.0.1', port: client.port };
    const other = { address: '::10.0.0.2', port: server.port };
    expect(say([udp(client, server), udp(mapped, other)])).toEqual(['new udpUnreplied', 'new udpUnreplied']);
  });

  it('from a host to itself on one port is always the original direction', () => {
    expect(say([udp(client, client), udp(client, client)])).toEqual([
      'new udpUnreplied',
      'original udpUnreplied',
    ]);
  });
});

describe('ICMP queries', () => {
  const ping = (from: End, to: End, icmpId: number) => icmp(from, to, 8, { icmpId });
  const pong = (from: End, to: End, icmpId: number) => icmp(from, to, 0, { icmpId });

  it('are one connection per identifier', () => {
    expect(say([ping(client, server, 1), pong(server, client, 1), ping(client, server, 2)])).toEqual([
      'new icmpUnreplied',
      'reply icmpReplied',
      'new icmpUnreplied',
    ]);
  });

  it('need a request before a reply', () => {
    expect(say([pong(server, client, 1)])).toEqual(['invalid invalid-state']);
    expect(say([pong(server, client, 1)], { midstream: 'pickup' })).toEqual(['new icmpUnreplied midstream']);
    expect(say([ping(client, server, 1), pong(client, server, 1)])[1]).toBe('invalid invalid-state');
  });

  it('that cross with one identifier are two connections: a request is never a reply', () => {
    expect(say([ping(client, server, 8), ping(server, client, 8)])).toEqual([
      'new icmpUnreplied',
      'new icmpUnreplied',
    ]);
  });

  it('work between a host and itself', () => {
    expect(say([ping(client, client, 3), pong(client, client, 3)])[1]).toBe('reply icmpReplied');
  });

  it('are paired by type', () => {
    const [echo, time] = [icmp(client, server, 8), icmp(server, client, 14)];
    expect(say([echo, time])[1]).toBe('invalid invalid-state');
    expect(say([icmp(client6, server6, 128), icmp(server6, client6, 129)])[1]).toBe('reply icmpReplied');
  });

  it('show their type and identifier in the columns', () => {
    const conntrack = new Conntrack();
    conntrack.track(ping(client, server, 77), 0, createTracked());
    conntrack.track(icmp(client6, server6, 128, { icmpId: 9 }), 0, createTracked());
    const { flows } = conntrack;
    expect([flows.icmpType(0), flows.icmpId(0), flows.sourcePort(0)]).toEqual([8, 77, 0]);
    expect([flows.icmpType(1), flows.icmpId(1), flows.family(1)]).toEqual([128, 9, 6]);
    expect(formatAddress(flows.destination(1))).toBe('fd00::2');
    expect([flows.sourceWord(1, 0), flows.destinationWord(1, 3)]).toEqual([0xfd000000, 2]);
  });
});

describe('ICMP without a conversation', () => {
  it('is new each time and leaves no flow: discovery, listeners, redirects, unknown types', () => {
    const conntrack = new Conntrack();
    const out = createTracked();
    const types6 = [130, 131, 132, 133, 134, 135, 136, 137, 143, 200];
    const frames = [...types6.map((type) => icmp(client6, server6, type)), icmp(client, server, 9)];
    for (const frame of frames) {
      conntrack.track(frame, 0, out);
      expect([describeTracked(conntrack, out), out.slot]).toEqual(['new', -1]);
    }
    expect(conntrack.live).toBe(0);
  });
});

describe('other protocols', () => {
  const gre = (from: End, to: End, protocol = 47) => ({
    ...udp(from, to),
    protocol,
    sourcePort: 1,
    destinationPort: 2,
  });

  it('are one connection per pair of addresses and protocol', () => {
    expect(say([gre(client, server), gre(server, client), gre(client, server, 50)])).toEqual([
      'new genericUnreplied',
      'reply genericReplied',
      'new genericUnreplied',
    ]);
  });

  it('include ICMP in the wrong family', () => {
    expect(say([{ ...icmp(client6, server6, 8), protocol: 1 }])).toEqual(['new genericUnreplied']);
  });
});

describe('what is no readable IP packet', () => {
  it('keeps its fault', () => {
    expect(say([{ ...udp(client, server), fault: 'truncated' }])).toEqual(['invalid truncated']);
    expect(say([{ ...udp(client, server), family: 0 }])).toEqual(['invalid non-ip']);
  });
});

describe('SCTP', () => {
  const [toServer, toClient] = [0x5555, 0xcccc];
  const there = (type: number, tag = toServer, flags = 0) => sctp(client, server, tag, [type, flags]);
  const back = (type: number, tag = toClient, flags = 0) => sctp(server, client, tag, [type, flags]);
  const init = sctp(client, server, 0, [1], toClient);
  const opening = [init, sctp(server, client, toClient, [2], toServer), there(10), back(11)];

  it('opens with INIT and cookies, and ends with SHUTDOWN', () => {
    expect(say([...opening, there(0), back(3), there(7), back(8), there(14), there(0)])).toEqual([
      'new sctpCookieWait',
      'reply sctpCookieWait',
      'original sctpCookieEchoed',
      'reply sctpEstablished',
      'original sctpEstablished',
      'reply sctpEstablished',
      'original sctpShutdown',
      'reply sctpShutdown',
      'original sctpClosed',
      'original sctpClosed',
    ]);
  });

  it('takes only packets with the tag that the receiver named', () => {
    expect(say([...opening, there(0, 1), back(6, 1), back(6, toServer), back(0)]).slice(4)).toEqual([
      'invalid invalid-state',
      'invalid invalid-state',
      'invalid invalid-state',
      'reply sctpEstablished',
    ]);
  });

  it('ends with an ABORT of the right tag, or of the reflected one', () => {
    expect(say([...opening, back(6)])[4]).toBe('reply sctpClosed');
    expect(say([...opening, back(6, toServer, 1)])[4]).toBe('reply sctpClosed');
    expect(say([...opening, back(6), init])[5]).toBe('new sctpCookieWait');
  });

  it('lets the other end open only while it is opening itself', () => {
    const other = sctp(server, client, 0, [1], toServer);
    expect(say([init, other])[1]).toBe('reply sctpCookieWait simultaneous');
    expect(say([...opening, other])[4]).toBe('invalid invalid-state');
    expect(say([...opening, init])[4]).toBe('original sctpEstablished');
  });

  it('opens a further path with a heartbeat, and is otherwise not picked up unless told', () => {
    expect(say([there(4), back(5)])).toEqual(['new sctpHeartbeatSent', 'reply sctpEstablished']);
    expect(say([there(0)])).toEqual(['invalid invalid-state']);
    expect(say([back(0), there(0)], { midstream: 'pickup' })).toEqual([
      'new sctpHeartbeatSent midstream',
      'original sctpHeartbeatSent midstream',
    ]);
    expect(say([back(6)], { midstream: 'pickup' })).toEqual(['invalid invalid-state']);
  });

  it('reads no further than what was captured', () => {
    const cut = { ...there(0), bytes: new Uint8Array(0) };
    expect(say([...opening, cut])[4]).toBe('invalid invalid-state');
  });
});
