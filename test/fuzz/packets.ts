import { LinkType } from '../../src/net/link-type.ts';
import {
  concat,
  ethernet,
  extension,
  fragmentHeader,
  icmp,
  ipv4,
  ipv6,
  u16,
  vlan,
  zeros,
} from '../frame/build.ts';
import type { Random } from '../kernels/generator.ts';
import { isOver, nextPiece, openTalk, type Piece, type Talk } from './talk.ts';
import type { FuzzPacket } from './traffic.ts';

export interface StreamOptions {
  readonly families: readonly [readonly string[], readonly string[]];
  readonly linkType: number;
  /** Share of packets that are broken, repeated, late, or none of an orderly network. */
  readonly mischief: number;
}

/** A packet below the link layer. */
interface Bare {
  /** EtherType. */
  readonly type: number;
  readonly data: Uint8Array;
  readonly about: string;
}

const alive = 12;
const pauses = [1e3, 1e6, 11e6, 31e6, 130e6, 700e6, 5e10, -2e6] as const;

/** Conversations between the addresses, some at once, and what else is on a wire. */
export class PacketStream {
  readonly #random: Random;
  readonly #options: StreamOptions;
  readonly #talks: Talk[] = [];
  readonly #made: FuzzPacket[] = [];
  #recent: Bare[] = [];
  #now = 1_760_000_000e6;

  constructor(random: Random, options: StreamOptions) {
    this.#random = random;
    this.#options = options;
  }

  take(count: number): readonly FuzzPacket[] {
    while (this.#made.length < count) {
      this.#now += this.#random.chance(0.02) ? this.#random.of(pauses) : 1 + this.#random.below(800);
      for (const bare of this.#next()) this.#put(bare);
    }
    return this.#made.slice(0, count);
  }

  #next(): readonly Bare[] {
    const random = this.#random;
    if (random.chance(0.01)) return [arp];
    if (random.chance(0.03) && this.#recent.length > 0) return this.#error(random.of(this.#recent));
    const index = random.below(alive);
    const talk = this.#talks[index];
    if (talk === undefined || isOver(talk)) this.#talks[index] = this.#open();
    return wrapped(nextPiece(this.#talks[index], random), random);
  }

  #open(): Talk {
    const [v4, v6] = this.#options.families;
    const isV6 = this.#random.chance(0.3) && v6.length > 0;
    return openTalk(this.#random, isV6 ? v6 : v4, isV6);
  }

  /** An ICMP error about an earlier packet, by its destination or by anybody. */
  #error({ type, data }: Bare): readonly Bare[] {
    const random = this.#random;
    const isV6 = type === etherIpv6;
    const pool = this.#options.families[isV6 ? 1 : 0];
    const quoted = data.subarray(0, random.of([28, 48, 96]));
    const message = isV6
      ? icmp(random.of([1, 2, 3, 4]), 0, 0, quoted)
      : icmp(random.of([3, 3, 11, 12, 5]), random.of([1, 4]), 0, quoted);
    const about = 'ICMP error';
    const ends = {
      source: textOf(data, isV6, 'destination') ?? random.of(pool),
      destination: textOf(data, isV6, 'source') ?? random.of(pool),
    };
    if (random.chance(0.2)) ends.source = random.of(pool);
    return isV6
      ? [{ type, data: ipv6({ ...ends, nextHeader: 58 }, message), about }]
      : [{ type, data: ipv4({ ...ends, protocol: 1 }, message), about }];
  }

  #put(bare: Bare): void {
    if (bare.type !== etherArp) this.#recent = [...this.#recent.slice(-15), bare];
    const random = this.#random;
    const data = linked(bare, this.#options.linkType, random);
    const packet: FuzzPacket = { time: this.#now, data, about: bare.about };
    if (!random.chance(this.#options.mischief)) this.#made.push(packet);
    else this.#made.push(...this.#mischief(packet));
  }

  #mischief(packet: FuzzPacket): readonly FuzzPacket[] {
    const random = this.#random;
    const { time, data, about } = packet;
    switch (random.below(8)) {
      case 0:
        return [];
      case 1:
        return [packet, packet];
      case 2: {
        const cut = data.slice(0, random.below(data.length + 1));
        return [{ time, data: cut, original: data.length, about: `cut: ${about}` }];
      }
      case 3:
        return [{ time, data: data.slice(0, random.below(data.length + 1)), about: `short: ${about}` }];
      case 4:
        return [
          packet,
          ...this.#made.slice(-3).map((one) => ({ ...one, time, about: `again: ${one.about}` })),
        ];
      case 5:
        return [{ time, data: garbage(random), about: 'garbage' }];
      default:
        return [{ time, data: spoilt(data, random), about: `spoilt: ${about}` }];
    }
  }
}

const etherIpv4 = 0x0800;
const etherIpv6 = 0x86dd;
const etherArp = 0x0806;
const arp: Bare = { type: etherArp, data: concat([0, 1, 8, 0, 6, 4, 0, 1], zeros(20)), about: 'ARP' };

/** One or several bytes are others. */
function spoilt(data: Uint8Array, random: Random): Uint8Array {
  const bytes = data.slice();
  for (let i = random.below(3); i >= 0 && bytes.length > 0; i--) {
    bytes[random.below(Math.min(bytes.length, 80))] = random.chance(0.5) ? random.below(256) : 0;
  }
  return bytes;
}

function garbage(random: Random): Uint8Array {
  return Uint8Array.from({ length: random.below(90) }, () => random.below(256));
}

/** The address in a header that was made here. */
function textOf(data: Uint8Array, isV6: boolean, end: 'source' | 'destination'): string | undefined {
  if (isV6) {
    const at = end === 'source' ? 8 : 24;
    if (data.length < 40) return undefined;
    return Array.from({ length: 8 }, (_, i) =>
      ((data[at + 2 * i] << 8) | data[at + 2 * i + 1]).toString(16),
    ).join(':');
  }
  const at = end === 'source' ? 12 : 16;
  return data.length < 20 ? undefined : [...data.subarray(at, at + 4)].join('.');
}

/** In IP, whole or in fragments. */
function wrapped(piece: Piece, random: Random): readonly Bare[] {
  const { isV6, payload, about } = piece;
  if (payload.length > 16 && random.chance(0.06)) return inFragments(piece, random);
  return [{ type: isV6 ? etherIpv6 : etherIpv4, data: inIp(piece, random), about }];
}

function inIp({ from, to, isV6, protocol, payload }: Piece, random: Random): Uint8Array {
  const ends = { source: from, destination: to };
  if (!isV6) {
    const options = random.chance(0.04) ? [1, 1, 1, 0] : [];
    return ipv4({ ...ends, protocol, options, timeToLive: 64 }, payload);
  }
  if (!random.chance(0.12)) return ipv6({ ...ends, nextHeader: protocol }, payload);
  const header = random.of([0, 60, 43]);
  // A routing header with no segments left changes nothing about who is the destination.
  const body = header === 43 ? [4, 0, 0, 0, 0, 0] : [1, 4, 0, 0, 0, 0];
  return ipv6({ ...ends, nextHeader: header }, extension(protocol, body, payload));
}

/** Of eight or sixteen bytes; one may be missing, or come first that was last, or overlap. */
function inFragments({ from, to, isV6, protocol, payload, about }: Piece, random: Random): readonly Bare[] {
  const size = random.of([8, 16]);
  const id = random.below(4);
  const ends = { source: from, destination: to };
  const cut: Bare[] = [];
  for (let offset = 0; offset < payload.length; offset += size) {
    const more = offset + size < payload.length;
    const data = payload.subarray(offset, offset + size + (random.chance(0.02) ? 8 : 0));
    const whole = isV6
      ? ipv6({ ...ends, nextHeader: 44 }, fragmentHeader({ nextHeader: protocol, id, offset, more }, data))
      : ipv4({ ...ends, protocol, id, fragmentOffset: offset, more }, data);
    cut.push({ type: isV6 ? etherIpv6 : etherIpv4, data: whole, about: `fragment at ${offset}: ${about}` });
  }
  if (random.chance(0.2)) cut.reverse();
  return random.chance(0.15) ? cut.slice(1) : cut;
}

function linked({ type, data }: Bare, linkType: number, random: Random): Uint8Array {
  if (linkType === LinkType.raw) return data;
  if (linkType === LinkType.linuxSll) return concat(u16(0), u16(1), zeros(10), u16(type), data);
  if (random.chance(0.08)) return ethernet(0x8100, vlan(100, type, data));
  return random.chance(0.02)
    ? ethernet(0x88a8, vlan(7, 0x8100, vlan(100, type, data)))
    : ethernet(type, data);
}
