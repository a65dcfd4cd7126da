/** DNS in packets: what a client asks and what comes back. */
import type { Frame } from '../../src/frame/frame.ts';
import { type End, tcp, udp } from '../conntrack/packet.ts';
import { encode, type MessageShape, query, type Record, response } from './message.ts';

export const stub: End = { address: '10.0.0.1', port: 40000 };
export const resolver: End = { address: '10.96.0.10', port: 53 };

export function datagram(from: End, to: End, shape: MessageShape): Frame {
  const bytes = encode(shape);
  return udp(from, to, { bytes, payloadOffset: 0, payloadLength: bytes.length });
}

/** Over TCP, each message with its length in front. */
export function segment(from: End, to: End, ...shapes: MessageShape[]): Frame {
  const bytes = Uint8Array.from(
    shapes.flatMap((shape) => {
      const message = encode(shape);
      return [message.length >> 8, message.length & 255, ...message];
    }),
  );
  return tcp(from, to, 'ACK+PSH', { bytes, payloadOffset: 0, payloadLength: bytes.length });
}

export interface Exchange {
  readonly id?: number;
  readonly name?: string;
  readonly type?: number;
}

export function asks({ id = 7, name = 'www.example.org', type = 1 }: Exchange = {}): MessageShape {
  return { id, flags: query, questions: [{ name, type }] };
}

export function answers(records: readonly Record[], exchange: Exchange = {}, flags = response): MessageShape {
  return { ...asks(exchange), flags, answers: records };
}
