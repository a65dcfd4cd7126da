import { describe, it } from 'vitest';
import { expectScript, handshake } from './script.ts';

describe('a TCP connection', () => {
  it('goes from handshake through data to both ends closed', () => {
    expectScript(`${handshake}
      client: ACK+PSH seq=1 ack=1 len=100    -> original tcpEstablished
      server: ACK seq=1 ack=101              -> reply tcpEstablished
      server: ACK+PSH seq=1 ack=101 len=2000 -> reply tcpEstablished
      client: FIN+ACK seq=101 ack=2001       -> original tcpFinWait
      server: ACK seq=2001 ack=102           -> reply tcpCloseWait
      server: ACK seq=2001 ack=102 len=10    -> reply tcpCloseWait
      server: FIN+ACK seq=2011 ack=102       -> reply tcpLastAck
      client: ACK seq=102 ack=2012           -> original tcpTimeWait
    `);
  });

  it('is opened by a second SYN in TIME-WAIT, from either end', () => {
    const closed = `${handshake}
      client: FIN+ACK seq=1 ack=1 -> original tcpFinWait
      server: FIN+ACK seq=1 ack=2 -> reply tcpLastAck
      client: ACK seq=2 ack=2     -> original tcpTimeWait
    `;
    expectScript(`${closed}
      client: SYN seq=5000        -> new tcpSynSent`);
    expectScript(`${closed}
      server: SYN seq=5000        -> new tcpSynSent
      client: SYN+ACK seq=9 ack=5001 -> reply tcpSynReceived`);
  });
});
