import { type IpAddress, ipv4, ipv6 } from '../src/net/address.ts';
import { Protocol } from '../src/net/protocol.ts';
import { address, appPorts, type BenchPod, teams } from './cluster.ts';
import { forbiddenPort, shunned } from './policies.ts';
import type { Random } from './random.ts';

/** One connection of the made-up traffic, and how far it has come. */
export interface TrafficFlow {
  readonly protocol: number;
  readonly isV6: boolean;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly vlan: boolean;
  /** IPv6 with a hop-by-hop header in every packet. */
  readonly hopByHop: boolean;
  /** TCP that ends with a reset in place of the two FINs. */
  readonly resets: boolean;
  /** Packets still to come. */
  left: number;
  sent: number;
  /** Next sequence number of each direction. */
  readonly next: [number, number];
  /** SCTP: the tag that each direction chose for packets to it. */
  readonly tags: readonly [number, number];
}

/** Handshake, one segment, close. */
const fewestPackets = 7;

/**
 * Draws connections: 86.9 % IPv4, 96 % TCP, most of them between pods of one team on the port of the callee, the
 * others from or to the outside. One in seven is to be denied by policies that govern its ends: a forbidden port, a
 * port that is not served, or a caller of another team or from a shunned network.
 */
export class FlowMaker {
  readonly #random: Random;
  readonly #pods: readonly { v4: IpAddress; v6: IpAddress; port: number }[];
  readonly #shunned4 = base(shunned.ipv4);
  readonly #shunned6 = base(shunned.ipv6);
  readonly #packetsPerFlow: number;

  constructor(pods: readonly BenchPod[], packetsPerFlow: number, random: Random) {
    this.#random = random;
    this.#packetsPerFlow = packetsPerFlow;
    this.#pods = pods.map((pod) => ({
      v4: address(pod.ipv4),
      v6: address(pod.ipv6),
      port: appPorts[pod.app],
    }));
  }

  make(): TrafficFlow {
    const random = this.#random;
    const isV6 = random.chance(0.131);
    const protocol = this.#protocol(isV6);
    const vlan = random.chance(0.1);
    const hopByHop = isV6 && random.chance(0.03);
    const resets = random.chance(0.1);
    const left = fewestPackets + random.below(2 * (this.#packetsPerFlow - fewestPackets) + 1);
    const next: [number, number] = [random.word(), random.word()];
    const tags = [1 + random.below(1e9), 1 + random.below(1e9)] as const;
    return {
      protocol,
      isV6,
      vlan,
      hopByHop,
      resets,
      left,
      sent: 0,
      next,
      tags,
      ...this.#ends(isV6, protocol),
    };
  }

  #protocol(isV6: boolean): number {
    const draw = this.#random.below(1000);
    if (draw < 962) return Protocol.tcp;
    if (draw < 983) return Protocol.udp;
    if (draw < 993) return isV6 ? Protocol.icmpv6 : Protocol.icmp;
    return Protocol.sctp;
  }

  #ends(isV6: boolean, protocol: number) {
    const random = this.#random;
    const index = random.below(this.#pods.length);
    const callee = this.#pods[index];
    const pod = (i: number) => (isV6 ? this.#pods[i].v6 : this.#pods[i].v4);
    const sourcePort = 1024 + random.below(64_000);
    const port = { [Protocol.udp]: 53, [Protocol.sctp]: 3868 }[protocol] ?? callee.port;
    const draw = random.below(100);
    const to = { destination: pod(index), sourcePort };
    if (draw < 12)
      return { source: pod(index), destination: this.#outside(isV6), sourcePort, destinationPort: 443 };
    if (draw < 38) return { ...to, source: this.#outside(isV6), destinationPort: port };
    if (draw < 40) return { ...to, source: this.#shunned(isV6), destinationPort: port };
    const source = pod(this.#peer(index % teams));
    if (draw < 47) return { ...to, source, destinationPort: forbiddenPort };
    if (draw < 49) return { ...to, source, destinationPort: 10_000 + random.below(10_000) };
    if (draw < 52) return { ...to, source: pod(this.#peer((index + 1) % teams)), destinationPort: port };
    return { ...to, source, destinationPort: port };
  }

  /** Some pod of a team. */
  #peer(team: number): number {
    const count = this.#pods.length;
    return (team + teams * this.#random.below(Math.ceil(count / teams))) % count;
  }

  #outside(isV6: boolean): IpAddress {
    const random = this.#random;
    if (isV6) return ipv6(0x2a000000 + random.below(0x1000000), random.word(), 0, random.word());
    // 24.0.0.0 to 99.255.255.255: none of it is special.
    return ipv4(0x18000000 + random.below(0x4c000000));
  }

  #shunned(isV6: boolean): IpAddress {
    const { w0, w1 } = this.#shunned6;
    return isV6 ? ipv6(w0, w1, 0, this.#random.word()) : ipv4(this.#shunned4.w3 + this.#random.below(256));
  }
}

function base(cidr: string): IpAddress {
  return address(cidr.slice(0, cidr.indexOf('/')));
}
