/** Connections of which nearly all is ordinary: data and its acknowledgements. */
import { type End, tcp } from '../conntrack/packet.ts';
import type { Step } from './rows.ts';

/** Microseconds of silence after which an established connection has expired. */
export const longestSilence = 432_000e6;

const ends: readonly (readonly [End, End])[] = [
  [
    { address: '10.0.0.1', port: 40000 },
    { address: '10.0.0.2', port: 80 },
  ],
  // Their last words are equal.
  [
    { address: 'fd00::1', port: 40000 },
    { address: 'fd01::1', port: 80 },
  ],
  [
    { address: '10.0.0.3', port: 40000 },
    { address: '10.0.0.3', port: 80 },
  ],
  [
    { address: 'fd00::3', port: 5060 },
    { address: 'fd00::4', port: 5060 },
  ],
  // Each differs from another in one part of the key.
  [
    { address: '10.0.0.1', port: 40001 },
    { address: '10.0.0.2', port: 80 },
  ],
  [
    { address: '10.0.0.1', port: 40000 },
    { address: '10.0.0.5', port: 80 },
  ],
  [
    { address: 'fd00::3', port: 5060 },
    { address: 'fd00:1::4', port: 5060 },
  ],
];

/** Connections that open, and then data and its acknowledgements, in turn, after so many microseconds each. */
export function conversation(packets: number, pauses: readonly number[]): Step[] {
  let now = 1e15;
  const steps: Step[] = [];
  const say = (from: End, to: End, flags: string, sequence: number, ack: number, payloadLength = 0) => {
    const numbers = { tcpSequence: sequence >>> 0, tcpAcknowledgement: ack >>> 0, payloadLength };
    steps.push({ frame: tcp(from, to, flags, numbers), now });
  };
  for (const [opener, other] of ends) {
    say(opener, other, 'SYN', 0xfffffff0, 0);
    say(other, opener, 'SYN+ACK', 99, 0xfffffff1);
    say(opener, other, 'ACK', 0xfffffff1, 100);
  }
  for (let turn = 0; steps.length < packets; turn++) {
    now += pauses[turn % pauses.length];
    const sent = 0xfffffff1 + 10 * turn;
    for (const [opener, other] of ends) {
      say(opener, other, 'PSH+ACK', sent, 100, 10);
      say(other, opener, 'ACK', 100, sent + 10);
    }
  }
  return steps;
}
