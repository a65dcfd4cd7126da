import type { Frame } from '../../src/frame/frame.ts';
import { type End, icmpError, parseFlags } from '../conntrack/packet.ts';
import type { Random } from './generator.ts';

/** What arrives in place of a packet; `earlier` is one that was seen not long ago. */
type Mischief = (frame: Frame, earlier: Frame, random: Random) => Frame[];

const oddFlags = ['none', 'FIN', 'SYN+FIN', 'SYN+RST', 'FIN+RST', 'PSH'] as const;
const soundFlags = ['SYN', 'SYN+ACK', 'RST', 'RST+ACK', 'ACK', 'FIN+ACK'] as const;
/** Around the bounds of conntrack/tcp-window.ts, too. */
const offsets = [
  ...[1, -1, 2, 100, -100, 65_535, 70_000, -70_000, 1 << 29, 0x40000001, 0x80000000],
  ...[-66_000, -66_001, 66_000, 1 << 20, (1 << 20) + 1, -(1 << 20), -(1 << 20) - 1],
] as const;
const router: End = { address: '10.9.9.9', port: 0 };

const moved = (number: number, random: Random): number => (number + random.of(offsets)) >>> 0;

/** What networks and attackers do to packets, all as likely. */
export const mischiefs: readonly Mischief[] = [
  () => [],
  (frame) => [frame, frame],
  (frame, earlier) => [earlier, frame],
  (frame, _, random) => [{ ...frame, tcpSequence: moved(frame.tcpSequence, random) }],
  (frame, _, random) => [{ ...frame, tcpAcknowledgement: moved(frame.tcpAcknowledgement, random) }],
  (frame, _, random) => [frame, { ...frame, tcpSequence: moved(frame.tcpSequence, random) }],
  (frame, _, random) => [frame, { ...frame, tcpAcknowledgement: moved(frame.tcpAcknowledgement, random) }],
  (frame, _, random) => [{ ...frame, tcpFlags: parseFlags(random.of(oddFlags)) }],
  (frame, _, random) => [{ ...frame, tcpFlags: parseFlags(random.of(soundFlags)) }],
  (frame, _, random) => [{ ...frame, timeToLive: random.below(256) }],
  (frame, earlier, random) => [{ ...earlier, tcpFlags: parseFlags(random.of(soundFlags)) }, frame],
  (frame, earlier) => [icmpError(router, senderOf(earlier), earlier), frame],
  (frame) => [{ ...frame, fault: 'malformed' }],
  (frame) => [{ ...frame, family: 0 }],
  (frame, _, random) => [{ ...frame, tcpSequence: random.word(), tcpAcknowledgement: random.word() }],
  (frame, _, random) => [
    { ...frame, tcpWindow: random.of([0, 1, 65_535]), payloadLength: random.below(70_000) },
  ],
  (frame, _, random) => [{ ...frame, icmpType: random.of([0, 8, 3, 14, 129, 135]) }],
];

function senderOf({ source3 }: Frame): End {
  return { address: [24, 16, 8, 0].map((shift) => (source3 >>> shift) & 255).join('.'), port: 0 };
}
