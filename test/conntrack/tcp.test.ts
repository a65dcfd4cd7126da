import { describe, expect, it } from 'vitest';
import { expectScript, handshake } from './script.ts';

/** Both ends have closed in order. */
const closed = `${handshake}
  client: FIN+ACK seq=1 ack=1 -> original tcpFinWait
  server: FIN+ACK seq=1 ack=2 -> reply tcpLastAck
  client: ACK seq=2 ack=2     -> original tcpTimeWait
`;

describe('a TCP connection', () => {
  it('goes from handshake through data to both ends closed', () => {
    const conntrack = expectScript(`${handshake}
      client: ACK+PSH seq=1 ack=1 len=100    -> original tcpEstablished
      server: ACK seq=1 ack=101              -> reply tcpEstablished
      server: ACK+PSH seq=1 ack=101 len=2000 -> reply tcpEstablished
      client: FIN+ACK seq=101 ack=2001       -> original tcpFinWait
      server: ACK seq=2001 ack=102           -> reply tcpCloseWait
      server: ACK seq=2001 ack=102 len=10    -> reply tcpCloseWait
      server: FIN+ACK seq=2011 ack=102       -> reply tcpLastAck
      client: ACK seq=102 ack=2012           -> original tcpTimeWait
    `);
    expect(conntrack.live).toBe(1);
    expect([conntrack.flows.packets(0, 0), conntrack.flows.packets(0, 1)]).toEqual([5, 6]);
    expect([conntrack.flows.bytes(0, 0), conntrack.flows.bytes(0, 1)]).toEqual([300, 2250]);
  });

  it('is opened anew in TIME-WAIT and after a RST, by either end', () => {
    expectScript(`${closed}
      client: SYN seq=5000           -> new tcpSynSent`);
    expectScript(`${closed}
      server: SYN seq=5000           -> new tcpSynSent
      client: SYN+ACK seq=9 ack=5001 -> reply tcpSynReceived`);
    expectScript(`${handshake}
      server: RST seq=1              -> reply tcpClosed
      client: SYN seq=9              -> new tcpSynSent`);
  });

  it('accepts stragglers while it waits, and nothing else', () => {
    expectScript(`${closed}
      server: FIN+ACK seq=1 ack=2        -> reply tcpTimeWait
      server: SYN+ACK seq=0 ack=1        -> reply tcpTimeWait
      client: ACK seq=900000 ack=2 len=9 -> invalid invalid-state`);
    expectScript(`${handshake}
      client: RST seq=1              -> original tcpClosed
      client: RST seq=1              -> original tcpClosed
      server: ACK seq=1 ack=1 len=10 -> reply tcpClosed
      after 11
      server: ACK seq=1 ack=1 len=10 -> invalid invalid-state`);
  });

  it('accepts what is sent again, at every stage', () => {
    expectScript(`
      client: SYN seq=0                   -> new tcpSynSent
      client: SYN seq=0                   -> original tcpSynSent
      server: SYN+ACK seq=0 ack=1         -> reply tcpSynReceived
      server: SYN+ACK seq=0 ack=1         -> reply tcpSynReceived
      client: ACK seq=1 ack=1             -> original tcpEstablished
      server: SYN+ACK seq=0 ack=1         -> reply tcpEstablished
      client: ACK+PSH seq=1 ack=1 len=500 -> original tcpEstablished
      client: ACK+PSH seq=501 ack=1 len=9 -> original tcpEstablished
      client: ACK+PSH seq=1 ack=1 len=500 -> original tcpEstablished
      server: ACK seq=1 ack=510           -> reply tcpEstablished
      client: ACK+PSH seq=1 ack=1 len=509 -> original tcpEstablished
      client: ACK seq=509 ack=1           -> original tcpEstablished
      client: FIN+ACK seq=510 ack=1       -> original tcpFinWait
      client: FIN+ACK seq=510 ack=1       -> original tcpFinWait
      server: ACK seq=1 ack=511           -> reply tcpCloseWait`);
  });

  it('needs the acknowledgement of the opener before it counts as open', () => {
    expectScript(`
      client: SYN seq=0               -> new tcpSynSent
      server: SYN+ACK seq=0 ack=1     -> reply tcpSynReceived
      client: ACK seq=1 ack=0         -> original tcpSynReceived
      client: ACK seq=1 ack=-70000    -> invalid invalid-state
      client: ACK seq=1 ack=1 len=100 -> original tcpEstablished`);
  });

  it('forgets by the silence that each phase allows', () => {
    expectScript(`
      client: SYN seq=0           -> new tcpSynSent
      after 121
      server: SYN+ACK seq=0 ack=1 -> invalid invalid-state
      client: SYN seq=0           -> new tcpSynSent
      server: SYN+ACK seq=0 ack=1 -> reply tcpSynReceived
      after 59
      client: ACK seq=1 ack=1     -> original tcpEstablished
      after 431999
      server: ACK seq=1 ack=1     -> reply tcpEstablished
      after 432001
      server: ACK seq=1 ack=1     -> invalid invalid-state`);
  });

  it('is reset in the handshake only by who can know its numbers', () => {
    const syn = 'client: SYN seq=0 -> new tcpSynSent\n';
    expectScript(`${syn}
      server: RST seq=0           -> invalid invalid-state
      server: RST+ACK seq=0 ack=9 -> invalid invalid-state
      client: RST seq=9           -> invalid invalid-state
      server: RST+ACK seq=0 ack=1 -> reply tcpClosed`);
    expectScript(`${syn}
      client: RST seq=1           -> original tcpClosed`);
  });
});

describe('TCP windows', () => {
  it('scale only if both ends offered it', () => {
    const data = (length: number) => `server: ACK seq=1 ack=1 len=${length}`;
    expectScript(`
      client: SYN seq=0 scale=7 win=1000           -> new tcpSynSent
      server: SYN+ACK seq=0 ack=1 scale=2 win=1000 -> reply tcpSynReceived
      client: ACK seq=1 ack=1 win=1000             -> original tcpEstablished
      ${data(100_000)}                             -> reply tcpEstablished
      server: ACK seq=128001 ack=1 len=1           -> reply tcpEstablished
      server: ACK seq=128003 ack=1 len=1           -> invalid invalid-state`);
    expectScript(`
      client: SYN seq=0 scale=7 win=1000           -> new tcpSynSent
      server: SYN+ACK seq=0 ack=1 win=1000         -> reply tcpSynReceived
      client: ACK seq=1 ack=1 win=1000             -> original tcpEstablished
      server: ACK seq=1001 ack=1 len=1             -> reply tcpEstablished
      server: ACK seq=1003 ack=1 len=1             -> invalid invalid-state`);
  });

  it('allow probes of a closed window and what an earlier, larger window allowed', () => {
    expectScript(`${handshake}
      client: ACK seq=1 ack=1 win=0        -> original tcpEstablished
      server: ACK seq=65001 ack=1 len=1    -> reply tcpEstablished
      client: ACK seq=1 ack=65002 win=0    -> original tcpEstablished
      server: ACK seq=65002 ack=1 len=1    -> reply tcpEstablished`);
  });

  it('wrap around 2^32', () => {
    expectScript(`${handshake}
      client: ACK seq=1 ack=1 len=60000      -> original tcpEstablished
      server: ACK seq=1 ack=60001            -> reply tcpEstablished
      client: ACK seq=60001 ack=1 len=60000  -> original tcpEstablished
      client: ACK seq=-80000 ack=1 len=100   -> invalid invalid-state`);
  });
});

describe('a capture that misses packets', () => {
  it('may lack the SYN-ACK, or show it before the SYN', () => {
    const late = `
      client: ACK seq=1 ack=1         -> original tcpOneSided
      client: ACK seq=1 ack=1 len=100 -> original tcpOneSided
      server: ACK seq=1 ack=101       -> reply tcpEstablished
      client: FIN+ACK seq=101 ack=1   -> original tcpFinWait`;
    expectScript(`
      client: SYN seq=0               -> new tcpSynSent
      ${late}`);
    expectScript(`
      server: SYN+ACK seq=0 ack=1     -> invalid invalid-state
      client: SYN seq=0               -> new tcpSynSent
      ${late}`);
    expectScript(`
      client: SYN seq=0               -> new tcpSynSent
      client: ACK seq=1 ack=1         -> original tcpOneSided
      server: SYN+ACK seq=0 ack=1     -> reply tcpOneSided`);
  });

  it('may lack the ACK of the handshake, and the SYN-ACK with it', () => {
    expectScript(`
      client: SYN seq=0               -> new tcpSynSent
      server: ACK seq=1 ack=1 len=100 -> reply tcpSynReceived
      client: ACK seq=1 ack=101       -> original tcpEstablished`);
  });

  it('may show one end only: its data passes, but it stays an opening', () => {
    expectScript(`
      client: SYN seq=0                 -> new tcpSynSent
      client: ACK seq=1 ack=1           -> original tcpOneSided
      client: ACK seq=1 ack=1 len=9     -> original tcpOneSided
      client: ACK seq=900000 ack=5000 len=9 -> original tcpOneSided
      client: FIN+ACK seq=900009 ack=5000   -> original tcpOneSided
      after 301
      client: ACK seq=900010 ack=5000   -> invalid invalid-state`);
  });

  it('believes a SYN-ACK more than an acknowledgement of one that it did not see', () => {
    expectScript(`
      client: SYN seq=0                  -> new tcpSynSent
      client: ACK seq=500000 ack=5000000 -> original tcpOneSided
      server: SYN+ACK seq=0 ack=1        -> reply tcpSynReceived
      client: ACK seq=1 ack=1            -> original tcpEstablished`);
  });

  it('may lack data that is acknowledged', () => {
    expectScript(`${handshake}
      client: ACK seq=1 ack=4001     -> original tcpEstablished
      server: ACK seq=4001 ack=30001 -> reply tcpEstablished
      client: ACK seq=1 ack=200000   -> invalid invalid-state`);
  });

  it('finds its way back after a gap in both directions when both ends agree where they are', () => {
    expectScript(`${handshake}
      client: ACK seq=9000001 ack=7000001 len=100 -> invalid invalid-state
      client: ACK seq=9000101 ack=7000001 len=100 -> invalid invalid-state
      server: ACK seq=7000001 ack=9000201         -> reply tcpEstablished
      client: ACK seq=9000201 ack=7000001 len=100 -> original tcpEstablished
      server: RST seq=1 ack=1                     -> invalid invalid-state
      server: FIN+ACK seq=7000001 ack=9000301     -> reply tcpFinWait`);
  });

  it('has no gap where the ends disagree, or one end speaks twice', () => {
    expectScript(`${handshake}
      client: ACK seq=9000001 ack=7000001 len=100 -> invalid invalid-state
      server: ACK seq=7000001 ack=8000000         -> invalid invalid-state
      server: ACK seq=7000001 ack=9000101         -> invalid invalid-state
      client: ACK seq=1 ack=1 len=5               -> original tcpEstablished`);
  });

  it('is not allowed for where the tracker sees everything', () => {
    const strict = { window: 'strict' } as const;
    expectScript(
      `client: SYN seq=0                           -> new tcpSynSent
       client: ACK seq=1 ack=1                     -> invalid invalid-state
       server: ACK seq=1 ack=1 len=100             -> invalid invalid-state`,
      strict,
    );
    expectScript(
      `${handshake}
       client: ACK seq=1 ack=4001                  -> invalid invalid-state
       client: ACK seq=9000001 ack=7000001 len=100 -> invalid invalid-state
       server: ACK seq=7000001 ack=9000101         -> invalid invalid-state`,
      strict,
    );
  });
});
