import type { ChangePoint } from '../../src/replay/change.ts';
import type { LiveConnections } from '../../src/replay/lane.ts';
import type { PipelineOptions } from '../../src/replay/pipeline.ts';
import type { Random } from '../kernels/generator.ts';
import { PacketStream } from './packets.ts';

/** A packet of a capture, as data. */
export interface FuzzPacket {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly data: Uint8Array;
  /** Bytes on the wire, where the capture has cut it. */
  readonly original?: number;
  /** For whoever reads the case. */
  readonly about: string;
}

/** What is replayed, and how. */
export interface Traffic extends Pick<PipelineOptions, 'decap' | 'midstream' | 'maxFlows'> {
  readonly packets: readonly FuzzPacket[];
  readonly linkType: number;
  readonly format: (typeof formats)[number];
  /** Where the other policy set comes into force, and back, in turns. */
  readonly changes: readonly ChangePoint[];
  readonly liveConnections: LiveConnections;
}

/** Kernels read them all; of pcapng the plain reader reads all but the packets. */
export const formats = ['pcap', 'pcap-ns', 'pcap-big-endian', 'pcapng'] as const;
/** Ethernet, raw IP, Linux cooked. */
const linkTypes = [1, 1, 1, 101, 113] as const;

/** `families`: addresses of IPv4, and of IPv6. */
export function randomTraffic(
  random: Random,
  packets: number,
  families: readonly [readonly string[], readonly string[]],
): Traffic {
  const linkType = random.of(linkTypes);
  const stream = new PacketStream(random, { families, linkType, mischief: random.of([0, 0.1, 0.3]) });
  const made = stream.take(packets);
  return {
    packets: made,
    linkType,
    format: random.of(formats),
    decap: random.chance(0.3),
    midstream: random.chance(0.3) ? 'pickup' : 'invalid',
    maxFlows: random.of([1, 4, 32, 256]),
    changes: Array.from({ length: random.below(4) }, () => changePoint(random, made)),
    liveConnections: random.chance(0.5) ? 'recheck' : 'keep',
  };
}

function changePoint(random: Random, packets: readonly FuzzPacket[]): ChangePoint {
  const index = random.below(packets.length + 2);
  const time = packets[Math.min(index, packets.length - 1)]?.time ?? 0;
  return random.of<ChangePoint>([
    { at: 'packet', index },
    { at: 'packet', index },
    { at: 'elapsed', microseconds: time - (packets[0]?.time ?? 0) },
    { at: 'time', microseconds: time },
  ]);
}
