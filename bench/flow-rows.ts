import { FlowHash } from '../src/conntrack/hash.ts';
import { createKey, KeyWord } from '../src/conntrack/key.ts';
import * as layout from '../src/kernels/layout.ts';
import { shortHash } from '../src/kernels/short-hash.ts';
import { Random } from './random.ts';

/** Words of a conversation. */
const Talk = {
  client: 0,
  server: 1,
  ports: 2,
  hash: 3,
  hash2: 4,
  next: 5,
  sent: 7,
  length: 8,
  words: 9,
} as const;
const Flags = { syn: 2, synAck: 18, ack: 16, finAck: 17 } as const;
const kind = 6 | (4 << 8);

/**
 * Rows of TCP conversations over IPv4, as the parse kernel leaves them: handshake, data and acknowledgements both
 * ways, FIN from both ends. Whose packet is next is drawn at random, which is harder on caches than real traffic.
 */
export class FlowRows {
  opened = 0;
  readonly #random = new Random(1);
  readonly #seed: readonly [number, number];
  readonly #hash: FlowHash;
  readonly #key = createKey();
  readonly #alive: number;
  readonly #packetsPerFlow: number;
  readonly #talks: Uint32Array;
  #now = 1_760_000_000e6;

  constructor(alive: number, packetsPerFlow: number, seed: readonly [number, number]) {
    this.#alive = alive;
    this.#packetsPerFlow = packetsPerFlow;
    this.#seed = seed;
    this.#hash = new FlowHash(seed);
    this.#talks = new Uint32Array(alive * Talk.words);
  }

  /** Fills `count` rows from byte `at` on. */
  fill(view: DataView, at: number, count: number): void {
    for (let n = 0; n < count; n++) this.#next(view, at + n * layout.rowBytes);
  }

  #next(view: DataView, row: number): void {
    const talk = this.#random.below(this.#alive) * Talk.words;
    const talks = this.#talks;
    if (talks[talk + Talk.sent] >= talks[talk + Talk.length]) this.#open(talk);
    const place = talks[talk + Talk.sent]++;
    const left = talks[talk + Talk.length] - place;
    if (place === 0) this.#write(view, row, talk, 0, Flags.syn, 0);
    else if (place === 1) this.#write(view, row, talk, 1, Flags.synAck, 0);
    else if (place === 2 || left === 1) this.#write(view, row, talk, 0, Flags.ack, 0);
    else if (left <= 3) this.#write(view, row, talk, 3 - left, Flags.finAck, 0);
    else this.#write(view, row, talk, place & 1, Flags.ack, this.#random.below(2) * 700);
  }

  #open(talk: number): void {
    const random = this.#random;
    const [talks, key] = [this.#talks, this.#key];
    this.opened++;
    talks[talk + Talk.client] = key[KeyWord.source + 3] = random.word();
    talks[talk + Talk.server] = key[KeyWord.destination + 3] = 0x0a00_0000 + random.below(1000);
    talks[talk + Talk.ports] = key[KeyWord.ports] = ((1024 + random.below(64_000)) << 16) | 443;
    key[KeyWord.kind] = kind;
    this.#hash.compute(key, 0);
    talks[talk + Talk.hash] = this.#hash.first;
    talks[talk + Talk.hash2] = this.#hash.second;
    talks[talk + Talk.next] = random.word();
    talks[talk + Talk.next + 1] = random.word();
    talks[talk + Talk.sent] = 0;
    talks[talk + Talk.length] = 6 + random.below(2 * (this.#packetsPerFlow - 6));
  }

  #write(view: DataView, row: number, talk: number, direction: number, flags: number, payload: number): void {
    const talks = this.#talks;
    const ports = talks[talk + Talk.ports];
    const word = (at: number, value: number) => view.setUint32(row + at, value, true);
    for (let i = 0; i < 3; i++) {
      word(layout.rowSource + 4 * i, 0);
      word(layout.rowDestination + 4 * i, 0);
    }
    const source = talks[talk + Talk.client + direction];
    const destination = talks[talk + Talk.server - direction];
    const ends = direction === 0 ? ports : (ports << 16) | (ports >>> 16);
    const [seed0, seed1] = this.#seed;
    word(layout.rowSource + 12, source);
    word(layout.rowDestination + 12, destination);
    word(layout.rowPorts, ends);
    word(layout.rowKind, kind);
    word(layout.rowHash, talks[talk + Talk.hash]);
    word(layout.rowHash2, talks[talk + Talk.hash2]);
    word(layout.rowHashed, 1);
    word(layout.rowShort, shortHash(source, destination, ends, seed0 | 1, seed1));
    word(layout.rowSequence, talks[talk + Talk.next + direction]);
    word(layout.rowAcknowledgement, flags === Flags.syn ? 0 : talks[talk + Talk.next + 1 - direction]);
    word(layout.rowFlags, flags | (64 << 8) | ((flags & 2) !== 0 ? 8 << 16 : 0));
    word(layout.rowWindow, 50_000);
    word(layout.rowPayloadLength, payload);
    word(layout.rowIpLength, 40 + payload);
    word(layout.rowStatus, layout.statusTracked);
    view.setFloat64(row + layout.rowTime, this.#now, true);
    this.#now += 5;
    talks[talk + Talk.next + direction] += payload + ((flags & 3) !== 0 ? 1 : 0);
  }
}
