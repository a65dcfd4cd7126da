import { Protocol } from '../src/net/protocol.ts';
import type { BenchPod } from './cluster.ts';
import { FlowMaker, type TrafficFlow } from './flow.ts';
import { FrameWriter } from './frame-writer.ts';
import { Random } from './random.ts';

/**
 * A large capture in the proportions of mixed data-centre traffic: 54 % of the packets without payload, 18 % small,
 * 24 % middling, 4 % full; 86 % IPv4, 13 % IPv6, 0.8 % ARP; 96 % TCP; one frame in ten has a VLAN tag. Connections
 * run their whole life, many at once, and are picked at random, which is harder on caches than real traffic.
 */
export interface TrafficOptions {
  readonly packets: number;
  /** Packets that a connection has on average. */
  readonly packetsPerFlow: number;
  readonly alive: number;
  readonly pods: readonly BenchPod[];
  readonly seed: number;
}

const arpShare = 0.008;
/** Of the UDP datagrams: some 900 fragments that are not the first in five million packets. */
const fragmentedShare = 0.006;
/** Of what a flood has in the same proportions. */
export const shares = { empty: 0.55, ipv6: 0.131, tcp: 0.962, vlan: 0.1, hopByHop: 0.03 } as const;
/** Packets of a TCP connection that never carry payload: handshake and close. */
const controlPackets = 5.8;

interface Step {
  /** Of TCP. */
  readonly flags: number;
  readonly direction: 0 | 1;
  readonly payload: number;
}

/**
 * Writes a classic microsecond capture. Returns the number of connections in it. `between` is asked before each packet, and
 * may write another in its place, which it says.
 */
export function writeTraffic(
  path: string,
  options: TrafficOptions,
  between: (writer: FrameWriter) => boolean = () => false,
): number {
  const { packets, packetsPerFlow, alive, pods, seed } = options;
  const random = new Random(seed);
  const writer = new FrameWriter(path);
  const maker = new FlowMaker(pods, packetsPerFlow, random);
  const life = new Life(random, packetsPerFlow);
  const flows: TrafficFlow[] = [];
  let opened = 0;
  while (writer.packets < packets) {
    if (between(writer)) continue;
    if (random.chance(arpShare)) {
      writer.arp();
      continue;
    }
    const index = random.below(alive);
    if (!(flows[index]?.left > 0)) {
      flows[index] = maker.make();
      opened++;
    }
    life.step(flows[index], writer, packets - writer.packets);
  }
  writer.close();
  return opened;
}

/** What a connection's next packet is. */
class Life {
  readonly #random: Random;
  /** Share of the packets between handshake and close that have no payload. */
  readonly #emptyShare: number;

  constructor(random: Random, packetsPerFlow: number) {
    this.#random = random;
    this.#emptyShare = (shares.empty * packetsPerFlow - controlPackets) / (packetsPerFlow - controlPackets);
  }

  /** Writes at most `room` packets: three where a datagram is fragmented, else one. */
  step(flow: TrafficFlow, writer: FrameWriter, room: number): void {
    const { flags, direction, payload } =
      flow.protocol === Protocol.tcp ? this.#tcp(flow) : this.#other(flow);
    const isFragmented = flow.protocol === Protocol.udp && room >= 3 && this.#random.chance(fragmentedShare);
    if (isFragmented) writer.fragments(flow, direction, this.#random.chance(0.5) ? 2000 : 3400);
    else writer.frame(flow, direction, flags, payload);
    flow.sent++;
    flow.left--;
    const consumed = payload + ((flags & 3) !== 0 ? 1 : 0);
    flow.next[direction] = (flow.next[direction] + consumed) >>> 0;
  }

  /** Three-way handshake, segments in turn that acknowledge each other, FIN of both ends or a reset. */
  #tcp(flow: TrafficFlow): Step {
    if (flow.sent === 0) return { flags: 0x02, direction: 0, payload: 0 };
    if (flow.sent === 1) return { flags: 0x12, direction: 1, payload: 0 };
    if (flow.sent === 2) return { flags: 0x10, direction: 0, payload: 0 };
    if (flow.left === 1) return { flags: flow.resets ? 0x14 : 0x10, direction: 0, payload: 0 };
    if (flow.left === 2 && !flow.resets) return { flags: 0x11, direction: 1, payload: 0 };
    if (flow.left === 3 && !flow.resets) return { flags: 0x11, direction: 0, payload: 0 };
    const payload = this.#random.chance(this.#emptyShare) ? 0 : payloadOf(this.#random);
    return { flags: payload > 0 ? 0x18 : 0x10, direction: turn(flow), payload };
  }

  /** The chunks of SCTP are its payload: the first ones need room for an INIT. */
  #other(flow: TrafficFlow): Step {
    const isOpening = flow.protocol === Protocol.sctp && flow.sent < 4;
    return { flags: 0, direction: turn(flow), payload: isOpening ? 20 : payloadOf(this.#random) };
  }
}

/** Bytes of a payload: 18, 24 and 4 parts of 46. */
export function payloadOf(random: Random): number {
  const draw = random.below(46);
  if (draw < 18) return 40 + random.below(161);
  if (draw < 42) return 400 + random.below(221);
  return 1400;
}

function turn(flow: TrafficFlow): 0 | 1 {
  return (flow.sent & 1) as 0 | 1;
}
