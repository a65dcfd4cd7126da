import { pcap } from '../capture/build.ts';
import { concat, ethernet, fragmentHeader, ipv4, ipv6, pattern, udp, vlan } from '../frame/build.ts';
import { Random } from '../kernels/generator.ts';

const etherIpv4 = 0x0800;
const etherIpv6 = 0x86dd;
const etherVlan = 0x8100;
const second = 1_000_000;
const cutLengths = [8, 24, 400, 1448];

interface Host {
  readonly source: string;
  readonly destination: string;
}

/** A packet with its time, microseconds; `cut` bytes of it were not captured. */
interface Timed {
  readonly data: Uint8Array;
  readonly time: number;
  readonly cut: number;
}

/** A capture of datagrams in fragments, sound and broken, and of packets without; its clock runs, jumps and is set back. */
export function fragmentTraffic(seed: number, packets: number): Uint8Array {
  const random = new Random(seed);
  const clock = new JumpyClock(random, random.of([0.002, 0.02, 0.1]));
  const mischief = random.of([0.02, 0.3]);
  const records: Timed[] = [];
  while (records.length < packets) {
    const group = random.chance(random.of([0.1, 0.5])) ? datagram(random, mischief) : [filler(random)];
    for (const data of group) {
      records.push({ data, time: clock.next(), cut: random.chance(mischief / 10) ? random.below(20) : 0 });
      if (random.chance(mischief / 5)) records.push({ data: filler(random), time: clock.next(), cut: 0 });
    }
  }
  return pcap(
    {},
    records.map(({ data, time, cut }) => ({
      data: data.subarray(0, data.length - cut),
      original: data.length,
      seconds: Math.floor(time / second),
      fraction: time % second,
    })),
  );
}

class JumpyClock {
  readonly #random: Random;
  readonly #jumps: number;
  #now = 1_700_000_000 * second;

  constructor(random: Random, jumps: number) {
    this.#random = random;
    this.#jumps = jumps;
  }

  next(): number {
    const random = this.#random;
    this.#now += random.of([0, 5, 5, 300, 40_000]);
    if (random.chance(this.#jumps)) {
      const jump = random.of([0.9, 1.1, 14, 29.99, 30, 31, 59.99, 61, 4000]) * second;
      this.#now += random.chance(0.5) ? jump : -jump;
    }
    return this.#now;
  }
}

function hosts(random: Random, family: 4 | 6): Host {
  const [one, other] = [random.below(6) + 1, random.below(6) + 1];
  return family === 4
    ? { source: `10.0.0.${one}`, destination: `10.0.0.${other}` }
    : { source: `fd00::${one}`, destination: `fd00::${other}` };
}

function filler(random: Random): Uint8Array {
  if (random.chance(0.05)) return ethernet(0x0806, pattern(8));
  const ports = { sourcePort: 1000 + random.below(8), destinationPort: random.of([80, 443, 4000]) };
  return ethernet(etherIpv4, ipv4(hosts(random, 4), udp(ports, pattern(random.below(40)))));
}

/** The frames of a datagram; but for `mischief`, a probability, they are whole and in order. */
function datagram(random: Random, mischief: number): Uint8Array[] {
  const family = random.of([4, 4, 6] as const);
  const protocol = random.chance(mischief / 3) ? random.of([1, 6, 58, 132]) : 17;
  const ports = { sourcePort: 1000 + random.below(8), destinationPort: random.of([53, 80, 443, 4000]) };
  const payload = udp(
    random.chance(mischief / 5) ? { ...ports, length: 7 } : ports,
    pattern(9 + random.below(4000)),
  );
  const shape = {
    ...hosts(random, family),
    protocol,
    id: random.below(4),
    timeToLive: 1 + random.below(64),
    hasTag: random.chance(0.2),
  };
  const step = random.of(cutLengths);
  const frames: Uint8Array[] = [];
  for (let offset = 0; offset < payload.length; offset += step) {
    const data = payload.subarray(offset, offset + step);
    frames.push(frameOf(family, shape, offset, offset + data.length < payload.length, data));
  }
  return random.chance(mischief) ? disturbed(frames, random) : frames;
}

interface Shape extends Host {
  readonly protocol: number;
  readonly id: number;
  readonly timeToLive: number;
  readonly hasTag: boolean;
}

function frameOf(family: 4 | 6, shape: Shape, offset: number, more: boolean, data: Uint8Array): Uint8Array {
  const { source, destination, protocol, id, timeToLive, hasTag } = shape;
  const type = family === 4 ? etherIpv4 : etherIpv6;
  const packet =
    family === 4
      ? ipv4({ source, destination, protocol, id, timeToLive, fragmentOffset: offset, more }, data)
      : ipv6(
          { source, destination, nextHeader: 44, hopLimit: timeToLive },
          fragmentHeader({ nextHeader: protocol, id, offset, more }, data),
        );
  const padded = concat(packet, new Uint8Array(Math.max(0, 46 - packet.length)));
  return hasTag ? ethernet(etherVlan, vlan(7, type, padded)) : ethernet(type, padded);
}

/** Lost, doubled, in another order, or with another byte somewhere. */
function disturbed(frames: readonly Uint8Array[], random: Random): Uint8Array[] {
  const made = [...frames];
  const at = random.below(made.length);
  const kind = random.below(4);
  if (kind === 0) made.splice(at, 1);
  else if (kind === 1) made.splice(random.below(made.length), 0, made[at]);
  else if (kind === 2) made.reverse();
  else {
    const bytes = made[at].slice();
    bytes[random.below(Math.min(bytes.length, 60))] ^= 1 << random.below(8);
    made[at] = bytes;
  }
  return made;
}
