import { type IpAddress, ipv4, ipv6 } from '../src/net/address.ts';
import { Protocol } from '../src/net/protocol.ts';
import { address, type BenchPod } from './cluster.ts';
import type { TrafficFlow } from './flow.ts';
import { FrameWriter } from './frame-writer.ts';
import { Random } from './random.ts';
import { payloadOf, shares, type TrafficOptions, writeTraffic } from './traffic.ts';

export interface FloodOptions {
  readonly packets: number;
  readonly pods: readonly BenchPod[];
  readonly seed: number;
}

const syn = 2;

/**
 * A flood of random headers (Csikor et al., "Tuple Space Explosion", CoNEXT 2019): every packet opens a connection that was
 * never seen, between random addresses and ports, and no two packets need the same part of any table. Families,
 * protocols, tags and lengths of frames are in the proportions of the ordinary capture, so that the two may be compared.
 */
export function writeFlood(path: string, { packets, pods, seed }: FloodOptions): void {
  const writer = new FrameWriter(path);
  const flood = new Flood(pods, seed);
  while (writer.packets < packets) flood.write(writer);
  writer.close();
}

/** The ordinary capture under such a flood, which has this share of all packets. Gives the number of the other packets. */
export function writeFlooded(path: string, options: TrafficOptions, share: number): number {
  // Neither draws what the ordinary packets draw.
  const random = new Random(options.seed + 1);
  const flood = new Flood(options.pods, options.seed + 2);
  let written = 0;
  writeTraffic(path, options, (writer) => {
    const isFlood = random.chance(share);
    if (isFlood) flood.write(writer);
    if (isFlood) written++;
    return isFlood;
  });
  return options.packets - written;
}

class Flood {
  readonly #random: Random;
  readonly #maker: HeaderMaker;

  constructor(pods: readonly BenchPod[], seed: number) {
    this.#random = new Random(seed);
    this.#maker = new HeaderMaker(pods, this.#random);
  }

  /** One packet. */
  write(writer: FrameWriter): void {
    const isEmpty = this.#random.chance(shares.empty);
    const payload = isEmpty ? 0 : payloadOf(this.#random);
    const flow = this.#maker.make();
    writer.frame(flow, 0, flow.protocol === Protocol.tcp ? syn : 0, payload);
  }
}

/** Every end is one of the cluster's pods, or anywhere. */
class HeaderMaker {
  readonly #random: Random;
  readonly #pods: readonly { v4: IpAddress; v6: IpAddress }[];

  constructor(pods: readonly BenchPod[], random: Random) {
    this.#random = random;
    this.#pods = pods.map((pod) => ({ v4: address(pod.ipv4), v6: address(pod.ipv6) }));
  }

  make(): TrafficFlow {
    const random = this.#random;
    const isV6 = random.chance(shares.ipv6);
    return {
      protocol: random.chance(shares.tcp) ? Protocol.tcp : Protocol.udp,
      isV6,
      source: this.#end(isV6),
      destination: this.#end(isV6),
      sourcePort: random.below(65_536),
      destinationPort: random.below(65_536),
      vlan: random.chance(shares.vlan),
      hopByHop: isV6 && random.chance(shares.hopByHop),
      resets: false,
      left: 1,
      sent: 0,
      next: [random.word(), random.word()],
      tags: [1, 1],
    };
  }

  #end(isV6: boolean): IpAddress {
    const random = this.#random;
    if (random.chance(0.5)) {
      const pod = this.#pods[random.below(this.#pods.length)];
      return isV6 ? pod.v6 : pod.v4;
    }
    if (isV6) return ipv6(random.word(), random.word(), random.word(), random.word());
    return ipv4(random.word());
  }
}
