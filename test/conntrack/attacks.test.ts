/** The numbers are those of the project's attack catalogue. */
import { describe, expect, it } from 'vitest';
import { Conntrack, type ConntrackOptions } from '../../src/conntrack/conntrack.ts';
import { createTracked } from '../../src/conntrack/track.ts';
import type { Frame } from '../../src/frame/frame.ts';
import { client, icmp, icmpError, server, tcp, udp } from './packet.ts';
import { describeTracked, expectScript, handshake, parseLine } from './script.ts';

/** Shows packets to one tracker, a millisecond apart. */
function tracker(options: ConntrackOptions = {}) {
  const conntrack = new Conntrack(options);
  const out = createTracked();
  let now = 1e15;
  const show = (frame: Frame): string => {
    now += 1000;
    conntrack.track(frame, now, out);
    return describeTracked(conntrack, out);
  };
  return { conntrack, out, show };
}

describe('attack 14: packets with a low time to live, which die before the receiver', () => {
  it('do not end a connection', () => {
    expectScript(`${handshake}
      client: RST seq=1 ttl=4                -> original tcpEstablished
      server: FIN+ACK seq=1 ack=1 ttl=4      -> reply tcpEstablished
      server: FIN+ACK seq=1 ack=1 ttl=63     -> reply tcpFinWait
      client: RST+ACK seq=1 ack=2 ttl=62     -> original tcpClosed`);
  });

  it('are invalid below the floor that the user sets', () => {
    expectScript(
      `client: SYN seq=0 ttl=4 -> invalid invalid-state
       client: SYN seq=0 ttl=5 -> new tcpSynSent`,
      { minimumTimeToLive: 5 },
    );
  });
});

describe('attack 15: flags that no sound stack sends', () => {
  const bad = [
    'none',
    'FIN',
    'FIN+PSH+URG',
    'SYN+FIN',
    'SYN+RST',
    'SYN+FIN+ACK',
    'FIN+RST',
    'SYN+RST+ACK',
    'PSH',
  ];

  it('are invalid without a connection and within one', () => {
    for (const flags of bad) {
      for (const midstream of ['invalid', 'pickup'] as const) {
        expectScript(`client: ${flags} seq=0 -> invalid invalid-state`, { midstream });
      }
      expectScript(`${handshake}
        client: ${flags} seq=1 ack=1    -> invalid invalid-state
        client: ACK seq=1 ack=1         -> original tcpEstablished`);
    }
  });
});

describe('attack 16: packets of a connection that nobody opened', () => {
  const lines = [
    'client: ACK seq=1 ack=1',
    'server: ACK+PSH seq=1 ack=1 len=9',
    'client: FIN+ACK seq=1 ack=1',
  ];

  it('are invalid by default', () => {
    for (const line of [
      ...lines,
      'server: SYN+ACK seq=0 ack=1',
      'client: RST seq=0',
      'server: RST+ACK seq=0',
    ]) {
      expectScript(`${line} -> invalid invalid-state`);
    }
  });

  it('are picked up where the user says so, with a guess at the opener', () => {
    for (const line of [...lines, 'server: SYN+ACK seq=0 ack=1']) {
      const { flows } = expectScript(`${line} -> new tcpOneSided midstream`, { midstream: 'pickup' });
      expect([flows.sourcePort(0), flows.destinationPort(0)]).toEqual([client.port, server.port]);
    }
    expectScript('client: RST seq=0 -> invalid invalid-state', { midstream: 'pickup' });
  });

  it('become a connection when the other end takes part, and a SYN there opens another', () => {
    expectScript(
      `server: ACK+PSH seq=1 ack=1 len=9 -> new tcpOneSided midstream
       client: ACK seq=1 ack=10          -> original tcpEstablished midstream
       client: SYN seq=500               -> new tcpSynSent`,
      { midstream: 'pickup' },
    );
  });

  it('say which way the first of them went', () => {
    const { out, show } = tracker({ midstream: 'pickup' });
    show(parseLine('server: SYN+ACK seq=0 ack=1'));
    expect(out).toMatchObject({ direction: 1, midstream: 1, slot: 0 });
    show(parseLine('client: SYN seq=0'));
    expect(out).toMatchObject({ direction: 0, midstream: 1, slot: 0 });
  });
});

describe('attack 17: RST, FIN and data out of window', () => {
  it('change nothing and are invalid', () => {
    expectScript(`${handshake}
      server: RST seq=70000                  -> invalid invalid-state
      server: RST seq=-70000                 -> invalid invalid-state
      server: ACK seq=1 ack=90000 len=100    -> invalid invalid-state
      server: ACK seq=1 ack=-90000 len=100   -> invalid invalid-state
      client: FIN+ACK seq=90000 ack=1        -> invalid invalid-state
      client: ACK seq=90000 ack=1 len=100    -> invalid invalid-state
      server: FIN+ACK seq=1 ack=90100        -> invalid invalid-state
      client: ACK seq=1 ack=1 len=5          -> original tcpEstablished`);
  });

  it('may come from both ends forged: then the true ends are found again as after a gap', () => {
    expectScript(`${handshake}
      client: ACK seq=90000 ack=1 len=100    -> invalid invalid-state
      server: ACK seq=1 ack=90100            -> reply tcpEstablished
      client: ACK seq=1 ack=1 len=5          -> invalid invalid-state
      server: ACK seq=1 ack=6                -> reply tcpEstablished
      client: ACK seq=6 ack=1 len=5          -> original tcpEstablished`);
  });

  it('end the connection only with the very next number; in the window the receiver settles it', () => {
    expectScript(`${handshake}
      server: ACK seq=1 ack=1 len=100  -> reply tcpEstablished
      client: ACK seq=1 ack=101        -> original tcpEstablished
      server: RST seq=300              -> reply tcpEstablished
      server: RST+ACK seq=101 ack=1    -> reply tcpClosed`);
  });
});

describe('attack 18: a SYN within a connection', () => {
  it('does not reset what is tracked', () => {
    expectScript(`${handshake}
      client: ACK seq=1 ack=1 len=100      -> original tcpEstablished
      client: SYN seq=5000000              -> original tcpEstablished
      server: ACK seq=1 ack=101            -> reply tcpEstablished
      client: ACK seq=101 ack=1 len=100    -> original tcpEstablished`);
  });

  it('is invalid from the end that did not open it', () => {
    expectScript(`${handshake}
      server: SYN seq=777                  -> invalid invalid-state
      client: ACK seq=1 ack=1              -> original tcpEstablished`);
  });

  it('leads through challenge and RST to a new connection when the opener has lost the old one', () => {
    expectScript(`${handshake}
      client: SYN seq=5000000              -> original tcpEstablished
      server: ACK seq=1 ack=1              -> reply tcpEstablished
      client: RST seq=1                    -> original tcpClosed
      client: SYN seq=5000000              -> new tcpSynSent
      server: SYN+ACK seq=9 ack=5000001    -> reply tcpSynReceived`);
  });

  it('leads through challenge and RST to an answer when only the server has an old one', () => {
    expectScript(`
      client: SYN seq=0                    -> new tcpSynSent
      server: ACK seq=4000 ack=7000        -> reply tcpSynSent
      server: ACK seq=4000 ack=7000 len=5  -> invalid invalid-state
      client: RST seq=7000                 -> original tcpSynSent
      client: RST seq=7000                 -> invalid invalid-state
      client: SYN seq=0                    -> original tcpSynSent
      server: SYN+ACK seq=0 ack=1          -> reply tcpSynReceived`);
  });

  it('sent again with another number is tracked by the one that the server answers', () => {
    const both = `
      client: SYN seq=0                    -> new tcpSynSent
      client: SYN seq=600000               -> original tcpSynSent`;
    expectScript(`${both}
      server: SYN+ACK seq=0 ack=1          -> reply tcpSynReceived
      client: ACK seq=1 ack=1              -> original tcpEstablished`);
    expectScript(`${both}
      server: SYN+ACK seq=0 ack=600001     -> reply tcpSynReceived
      client: ACK seq=1 ack=1              -> invalid invalid-state
      client: ACK seq=600001 ack=1         -> original tcpEstablished`);
  });

  it('is followed when the server answers it: then both ends have started anew', () => {
    expectScript(`${handshake}
      client: SYN seq=600000               -> original tcpEstablished
      server: SYN+ACK seq=900000 ack=5     -> invalid invalid-state
      server: SYN+ACK seq=900000 ack=600001 -> reply tcpSynReceived
      client: ACK seq=600001 ack=900001    -> original tcpEstablished`);
  });
});

describe('attack 19: urgent data and data on the SYN', () => {
  it('count like other data', () => {
    expectScript(`${handshake}
      client: ACK+URG+PSH seq=1 ack=1 len=10 -> original tcpEstablished
      server: ACK seq=1 ack=11               -> reply tcpEstablished`);
  });

  it('is accepted by the server wholly, partly or not at all', () => {
    for (const ack of [1, 50, 101]) {
      expectScript(`
        client: SYN seq=0 len=100            -> new tcpSynSent
        server: SYN+ACK seq=0 ack=${ack} len=40 -> reply tcpSynReceived
        client: ACK seq=${ack} ack=41 len=${101 - ack} -> original tcpEstablished`);
    }
    expectScript(`
      client: SYN seq=0 len=100              -> new tcpSynSent
      server: SYN+ACK seq=0 ack=102 len=9    -> invalid invalid-state`);
  });
});

describe('attack 20: simultaneous open and port reuse', () => {
  it('marks the SYN of the other end, so that policies judge it too', () => {
    expectScript(`
      client: SYN seq=0           -> new tcpSynSent
      server: SYN seq=0           -> reply tcpSynReceived simultaneous
      server: SYN seq=0           -> reply tcpSynReceived simultaneous
      server: SYN seq=5           -> invalid invalid-state
      server: SYN+ACK seq=0 ack=1 -> reply tcpSynReceived
      client: SYN+ACK seq=0 ack=1 -> original tcpEstablished
      server: ACK seq=1 ack=1     -> reply tcpEstablished`);
  });

  it('makes a reused tuple a new flow, and ends the old one first', () => {
    const ends: string[] = [];
    const { show, conntrack } = tracker({
      onEnd: (slot, why) => ends.push(`${slot} ${why} ${conntrack.flows.phase(slot)}`),
    });
    for (const line of ['client: SYN seq=0', 'client: RST seq=1', 'server: SYN seq=9']) show(parseLine(line));
    expect(ends).toEqual(['0 reused tcpClosed']);
    expect(conntrack.flows.sourcePort(0)).toBe(server.port);
    expect(conntrack.flows.packets(0, 0)).toBe(1);
  });
});

describe('attack 21: ICMP errors', () => {
  const router = { address: '10.9.9.9', port: 0 };
  const sent = parseLine('client: ACK+PSH seq=1 ack=1 len=1000');
  const open = (options: ConntrackOptions = {}) => {
    const made = tracker(options);
    for (const line of handshake.trim().split('\n')) made.show(parseLine(line.split('->')[0].trim()));
    made.show(sent);
    return made;
  };

  it('are related to a connection if they quote what it sent, to its sender, from anywhere', () => {
    const { show, out } = open();
    expect(show(icmpError(router, client, sent))).toBe('related tcpEstablished');
    expect(out).toMatchObject({ slot: 0, direction: 1 });
    const reply = parseLine('server: SYN+ACK seq=0 ack=1');
    expect(show(icmpError(router, server, reply, 11))).toBe('related tcpEstablished');
    expect(out.direction).toBe(0);
  });

  it('are no more than ICMP if the quote is forged', () => {
    const { show, out } = open();
    const forged: Frame[] = [
      icmpError(router, server, sent),
      icmpError(router, client, { ...sent, sourcePort: 40001 }),
      icmpError(router, client, { ...sent, tcpSequence: (sent.tcpSequence + 2000) >>> 0 }),
      icmpError(router, client, { ...sent, tcpSequence: (sent.tcpSequence - 70000) >>> 0 }),
      icmpError(router, client, { ...sent, protocol: 17 }),
      // An order to the host, not news of the connection.
      icmpError(router, client, sent, 5),
      { ...icmpError(router, client, sent), innerFamily: 0 },
    ];
    for (const frame of forged) {
      expect(show(frame)).toBe('new');
      expect(out.slot).toBe(-1);
    }
  });

  it('are related to UDP and ICMP queries only in a direction that was used', () => {
    const { show } = tracker();
    const question = udp(client, server);
    const answer = udp(server, client);
    show(question);
    expect(show(icmpError(server, client, question))).toBe('related udpUnreplied');
    expect(show(icmpError(client, server, answer))).toBe('new');
    show(answer);
    expect(show(icmpError(client, server, answer))).toBe('related udpReplied');
    const ping = icmp(client, server, 8, { icmpId: 5 });
    show(ping);
    expect(show(icmpError(router, client, ping, 11))).toBe('related icmpUnreplied');
    expect(show(icmpError(router, client, { ...ping, icmpId: 6 }, 11))).toBe('new');
    expect(show(icmpError(router, server, icmp(server, client, 0, { icmpId: 5 }), 11))).toBe('new');
  });
});

describe('attack 29: a tuple that shadows another connection', () => {
  it('never takes its entry: the opener stays who it was', () => {
    const { conntrack, show } = tracker();
    show(udp(client, server));
    expect(show(udp(server, client))).toBe('reply udpReplied');
    show(tcp(client, server, 'SYN'));
    expect(show(tcp(server, client, 'SYN'))).toBe('reply tcpSynReceived simultaneous');
    for (const slot of [0, 1]) expect(conntrack.flows.sourcePort(slot)).toBe(client.port);
    expect(conntrack.live).toBe(2);
  });
});

describe('attack 30: a flood of SYNs', () => {
  const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';
  const size = exhaustive
    ? { table: 2 ** 18, open: 10_000, flood: 5_000_000 }
    : { table: 2 ** 9, open: 20, flood: 10_000 };

  it(`harms none of ${size.open} open connections and lets new ones in, in constant memory`, {
    timeout: 600_000,
  }, () => {
    const evicted: string[] = [];
    const { conntrack, show } = tracker({
      maxFlows: size.table,
      onEnd: (slot, why) => {
        if (conntrack.flows.phase(slot) === 'tcpEstablished') evicted.push(why);
      },
    });
    const ends = (n: number) => ({ address: '10.1.0.1', port: 1 + n });
    const shake = (n: number): string[] => [
      show(tcp(ends(n), server, 'SYN', { tcpSequence: n })),
      show(tcp(server, ends(n), 'SYN+ACK', { tcpSequence: 7, tcpAcknowledgement: n + 1 })),
      show(tcp(ends(n), server, 'ACK', { tcpSequence: n + 1, tcpAcknowledgement: 8 })),
    ];
    const good = ['new tcpSynSent', 'reply tcpSynReceived', 'original tcpEstablished'];
    for (let n = 0; n < size.open; n++) expect(shake(n)).toEqual(good);
    const syn = tcp(client, server, 'SYN');
    let admitted = 0;
    const latecomers = 200;
    const every = Math.floor(size.flood / latecomers);
    for (let n = 0; n < size.flood; n++) {
      syn.source3 = 0xc0000000 + n;
      show(syn);
      if (n % every === 0) admitted += Number(shake(20_000 + n / every)[2] === good[2]);
    }
    expect(conntrack.capacity).toBe(size.table);
    expect(conntrack.live).toBeLessThanOrEqual(size.table);
    expect(evicted).toEqual([]);
    expect(admitted).toBeGreaterThanOrEqual(0.99 * latecomers);
    for (let n = 0; n < size.open; n++) {
      const data = tcp(ends(n), server, 'ACK', {
        tcpSequence: n + 1,
        tcpAcknowledgement: 8,
        payloadLength: 1,
      });
      expect(show(data)).toBe('original tcpEstablished');
    }
  });

  it('is over for new connections as soon as it stops', () => {
    const { show } = tracker({ maxFlows: 64 });
    for (let port = 1; port < 1000; port++) show(tcp({ ...client, port }, server, 'SYN'));
    for (let port = 2000; port < 2100; port++) {
      expect(show(tcp({ ...client, port }, server, 'SYN'))).toBe('new tcpSynSent');
    }
  });
});
