/** Generated packet streams: conversations of all kinds between few hosts, orderly or with every kind of mischief. */
import { type Frame, TcpFlag } from '../../src/frame/frame.ts';
import { type End, icmp, parseFlags, sctp, tcp, udp } from '../conntrack/packet.ts';
import { Random } from './generator.ts';
import { mischiefs } from './mischief.ts';
import type { Step } from './rows.ts';

export interface TrafficOptions {
  readonly seed: number;
  readonly packets: number;
  /** Conversations at once, and addresses and ports they choose from. */
  readonly alive: number;
  readonly hosts: number;
  readonly ports: number;
  /** Share of packets that are lost, repeated, out of order, forged or senseless; 0 for an orderly network. */
  readonly mischief: number;
  /** Share of conversations that are not TCP. */
  readonly others: number;
  /** Share of packets before which seconds to days pass. */
  readonly pauses: number;
}

interface Conversation {
  readonly ends: readonly [End, End];
  readonly isV6: boolean;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'gre' | 'sctp';
  readonly id: number;
  /** Next sequence number of each end, and what it has acknowledged. */
  readonly next: [number, number];
  readonly acknowledged: [number, number];
  readonly scale: readonly [number, number];
  readonly timeToLive: readonly [number, number];
  sent: number;
  /** Packets before it closes. */
  readonly length: number;
  readonly close: 'fin' | 'reset' | 'refused' | 'silence';
  over: boolean;
}

const pauses = [1e3, 1e6, 11e6, 35e6, 130e6, 700e6, 5e11, -2e6] as const;
export function traffic(options: TrafficOptions): Step[] {
  return new Traffic(options).run();
}

class Traffic {
  readonly #options: TrafficOptions;
  readonly #random: Random;
  readonly #conversations: Conversation[] = [];
  readonly #steps: Step[] = [];
  #now = 1_700_000_000e6;

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  run(): Step[] {
    const { packets, alive, mischief, pauses: share } = this.#options;
    while (this.#steps.length < packets) {
      this.#now += this.#random.chance(share) ? this.#random.of(pauses) : 1 + this.#random.below(500);
      const index = this.#random.below(alive);
      const known = this.#conversations[index];
      const talk = known === undefined || known.over ? this.#open(index) : known;
      const frame = this.#next(talk);
      const frames = this.#random.chance(mischief) ? this.#misbehave(frame) : [frame];
      for (const one of frames) this.#steps.push({ frame: one, now: this.#now });
    }
    return this.#steps;
  }

  #misbehave(frame: Frame): Frame[] {
    const recent = this.#steps.slice(-40);
    const earlier = recent.length > 0 ? this.#random.of(recent).frame : frame;
    return this.#random.of(mischiefs)(frame, earlier, this.#random);
  }

  #open(index: number): Conversation {
    const random = this.#random;
    const isV6 = random.chance(0.15);
    const others = ['udp', 'udp', 'icmp', 'gre', 'sctp'] as const;
    const end = (port: number): End => {
      const host = 1 + random.below(this.#options.hosts);
      return { address: isV6 ? `fd00:${host}::${(host % 3) + 1}` : `10.0.${host >> 8}.${host & 255}`, port };
    };
    const talk: Conversation = {
      ends: [end(1024 + random.below(this.#options.ports)), end(random.of([80, 443, 1025]))],
      isV6,
      protocol: random.chance(this.#options.others) ? random.of(others) : 'tcp',
      id: random.below(this.#options.ports),
      next: [random.word(), random.word()],
      acknowledged: [0, 0],
      scale: random.chance(0.5) ? [-1, -1] : [random.below(16) - 1, random.below(16) - 1],
      timeToLive: [64 + random.below(190), 30 + random.below(220)],
      sent: 0,
      length: 4 + random.below(24),
      close: random.of(['fin', 'fin', 'fin', 'reset', 'refused', 'silence']),
      over: false,
    };
    this.#conversations[index] = talk;
    return talk;
  }

  #next(talk: Conversation): Frame {
    const place = talk.sent++;
    if (talk.protocol !== 'tcp') return this.#datagram(talk, place);
    if (place === 0) return this.#segment(talk, 0, 'SYN', this.#random.chance(0.05) ? 30 : 0);
    if (place === 1) {
      talk.over = talk.close === 'refused';
      return this.#segment(talk, 1, talk.over ? 'RST+ACK' : 'SYN+ACK', 0);
    }
    if (place === 2) return this.#segment(talk, 0, 'ACK', 0);
    const left = talk.length - place;
    if (left > 0) return this.#segment(talk, this.#random.below(2) as 0 | 1, 'ACK+PSH', this.#payload());
    return this.#close(talk, -left);
  }

  #close(talk: Conversation, place: number): Frame {
    const last = { fin: 3, reset: 0, refused: 0, silence: 0 }[talk.close];
    talk.over = place >= last;
    if (talk.close !== 'fin') return this.#segment(talk, 0, talk.close === 'reset' ? 'RST+ACK' : 'ACK', 0);
    const first = (talk.length & 1) as 0 | 1;
    if (place === 0) return this.#segment(talk, first, 'FIN+ACK', 0);
    if (place === 1) return this.#segment(talk, (first ^ 1) as 0 | 1, 'ACK', 0);
    if (place === 2) return this.#segment(talk, (first ^ 1) as 0 | 1, 'FIN+ACK', 0);
    return this.#segment(talk, first, 'ACK', 0);
  }

  #segment(talk: Conversation, direction: 0 | 1, flags: string, payloadLength: number): Frame {
    const other = (direction ^ 1) as 0 | 1;
    const set = parseFlags(flags);
    const hasAck = (set & TcpFlag.ack) !== 0;
    const frame = tcp(talk.ends[direction], talk.ends[other], flags, {
      tcpSequence: talk.next[direction],
      tcpAcknowledgement: hasAck ? talk.next[other] : 0,
      payloadLength,
      tcpWindow: this.#random.chance(0.02) ? 0 : 8000 + this.#random.below(57_000),
      tcpWindowScale: (set & TcpFlag.syn) !== 0 ? talk.scale[direction] : -1,
      tcpOptionsCut: this.#random.chance(0.02) ? 1 : 0,
      timeToLive: talk.timeToLive[direction],
    });
    const controls = Number((set & TcpFlag.syn) !== 0) + Number((set & TcpFlag.fin) !== 0);
    talk.next[direction] = (talk.next[direction] + payloadLength + controls) >>> 0;
    return frame;
  }

  /** Mostly as associations go; tags and types that do not fit now and then. */
  #chunk(from: End, to: End, place: number): Frame {
    const types = [1, 2, 10, 11, 0, 0, 3, 0];
    const odd = this.#random.chance(0.15);
    const type = odd ? this.#random.of([0, 1, 2, 4, 5, 6, 7, 8, 10, 14]) : (types[place] ?? 0);
    const tag = this.#random.chance(0.1) ? this.#random.below(3) : 7;
    return sctp(from, to, tag, [type, this.#random.below(2)], this.#random.chance(0.1) ? 9 : 7);
  }

  #payload(): number {
    return this.#random.chance(0.5) ? 0 : 1 + this.#random.below(1448);
  }

  #datagram(talk: Conversation, place: number): Frame {
    const direction = place === 0 ? 0 : this.#random.below(2);
    const [from, to] = direction === 0 ? talk.ends : [talk.ends[1], talk.ends[0]];
    const ipLength = 28 + this.#payload();
    talk.over = place >= talk.length;
    if (talk.protocol === 'udp') return udp(from, to, { ipLength });
    if (talk.protocol === 'sctp') return this.#chunk(from, to, place);
    if (talk.protocol === 'gre')
      return { ...udp(from, to, { ipLength }), protocol: this.#random.of([47, 50, 1, 58, 136]) };
    const request = talk.isV6 ? 128 : this.#random.of([8, 13]);
    const reply = { 8: 0, 13: 14, 128: 129 }[request] as number;
    return icmp(from, to, direction === 0 ? request : reply, {
      icmpId: talk.id,
      ipLength,
      icmpCode: this.#random.below(3),
    });
  }
}
