import type { Frame } from '../frame/frame.ts';
import { canonicalName } from '../ir/name-pattern.ts';
import { addressKey, type IpAddress, ipv4, ipv6 } from '../net/address.ts';
import { Protocol } from '../net/protocol.ts';
import { resolutions } from './chain.ts';
import { createDnsMessage, type DnsMessage, type DnsQuestion, parseDnsMessage } from './message.ts';
import { OutstandingQueries } from './outstanding.ts';
import { type InUse, NameStore, type StoreLimits } from './store.ts';

export interface NameCacheOptions {
  /** Whose answers count for whom: everybody's for all (the default), or a client's for itself alone. */
  readonly scope?: 'all' | 'client';
  /** Learn only from answers whose query was seen; true. */
  readonly requireQuery?: boolean;
  /** Servers whose answers count; absent: any. */
  readonly resolvers?: readonly IpAddress[];
  /** Addresses that no answer can give a name to, such as those of pods and nodes (DNS rebinding). */
  readonly isProtected?: (address: IpAddress) => boolean;
  /** Lifetimes are raised and lowered to these, seconds: 0 and 7 days (RFC 8767 section 4). */
  readonly minimumTtl?: number;
  readonly maximumTtl?: number;
  readonly limits?: Partial<StoreLimits>;
  /** Lifetimes end with a whole second, so that few of them end at different times; false. */
  readonly wholeSeconds?: boolean;
  readonly maxOutstanding?: number;
  /** Seconds after which an answer comes too late; 10. */
  readonly queryTimeout?: number;
}

/** What became of the DNS messages so far. */
export interface NameCacheCounters {
  queries: number;
  /** Answers that were believed, with addresses or without. */
  answers: number;
  /** Answers without a query: forged, or the capture starts too late. */
  unsolicited: number;
  /** Further answers to a query that had one. */
  repeated: number;
  /** Messages that break off or contradict themselves; whole records of them count. */
  malformed: number;
  /** Addresses that `isProtected` kept out. */
  refused: number;
}

const dnsPort = 53;
/** At least 100 addresses a name is what the Kubernetes proposal NPEP-133 asks; 1,000 is Cilium's limit. */
const defaultLimits: StoreLimits = {
  maxNames: 65_536,
  maxPairs: 262_144,
  maxAddressesPerName: 1000,
  maxNamesPerAddress: 1000,
};
const noLimits: StoreLimits = {
  maxNames: Infinity,
  maxPairs: Infinity,
  maxAddressesPerName: Infinity,
  maxNamesPerAddress: Infinity,
};
const noNames: readonly string[] = [];
const week = 7 * 24 * 3600;

/**
 * Which names DNS answers have given an address. It learns from what passes by and only from answers to questions
 * that it saw (RFC 5452): show it the packets that were forwarded, in order. Times are microseconds since 1970.
 */
export class NameCache {
  readonly counters: NameCacheCounters = {
    queries: 0,
    answers: 0,
    unsolicited: 0,
    repeated: 0,
    malformed: 0,
    refused: 0,
  };
  readonly #options: NameCacheOptions;
  readonly #outstanding: OutstandingQueries;
  readonly #learnt: NameStore;
  /** Stated by the user: no bound but the size of the file, and never pushed out by packets. */
  readonly #facts = new NameStore(noLimits);
  readonly #resolvers: ReadonlySet<string> | undefined;
  readonly #message: DnsMessage = createDnsMessage();
  /** Hears of every address that an answer gives a name to, before anybody can ask for it. */
  onLearn: ((address: IpAddress) => void) | undefined;

  constructor(options: NameCacheOptions = {}) {
    this.#options = options;
    this.#outstanding = new OutstandingQueries(
      options.maxOutstanding ?? 16_384,
      (options.queryTimeout ?? 10) * 1e6,
    );
    this.#learnt = new NameStore({ ...defaultLimits, ...options.limits });
    this.#resolvers = options.resolvers && new Set(options.resolvers.map(addressKey));
  }

  /** Names in the cache, expired ones included until the next answer; and pairs of name and address. */
  get size(): { readonly names: number; readonly pairs: number; readonly evicted: number } {
    return { names: this.#learnt.names, pairs: this.#learnt.pairs, evicted: this.#learnt.evicted };
  }

  /** Takes note of a packet that passed. Anything but DNS on port 53 is ignored at once; never throws. */
  observe(frame: Frame, nowMicroseconds: number): void {
    if (frame.sourcePort !== dnsPort && frame.destinationPort !== dnsPort) return;
    const length = Math.min(frame.payloadLength, frame.bytes.length - frame.payloadOffset);
    if (frame.protocol === Protocol.udp) this.#read(frame, frame.payloadOffset, length, nowMicroseconds);
    else if (frame.protocol === Protocol.tcp) this.#readSegment(frame, length, nowMicroseconds);
  }

  /** RFC 1035 section 4.2.2: each message has its length in front. Messages cut by the segment's end are left. */
  #readSegment(frame: Frame, length: number, now: number): void {
    const end = frame.payloadOffset + length;
    let at = frame.payloadOffset;
    while (at + 2 < end) {
      const size = (frame.bytes[at] << 8) | frame.bytes[at + 1];
      if (size === 0 || at + 2 + size > end) return;
      this.#read(frame, at + 2, size, now);
      at += 2 + size;
    }
  }

  #read(frame: Frame, at: number, length: number, now: number): void {
    const message = parseDnsMessage(frame.bytes, at, length, this.#message);
    if (message?.isWhole !== true) this.counters.malformed++;
    // RFC 9619: a standard query has one question.
    if (message === undefined || message.opcode !== 0 || message.questions.length !== 1) return;
    const [question] = message.questions;
    if (message.isResponse && frame.sourcePort === dnsPort) this.#onAnswer(frame, message, question, now);
    else if (!message.isResponse && frame.destinationPort === dnsPort) {
      this.counters.queries++;
      this.#outstanding.ask(exchangeKey(frame, message, question), now);
    }
  }

  #onAnswer(frame: Frame, message: DnsMessage, question: DnsQuestion, now: number): void {
    const isAllowed = this.#resolvers?.has(addressKey(sourceOf(frame))) ?? true;
    const kind = isAllowed ? this.#outstanding.answer(exchangeKey(frame, message, question), now) : 'unasked';
    if (kind === 'unasked') this.counters.unsolicited++;
    else if (kind === 'again') this.counters.repeated++;
    else this.counters.answers++;
    const believes =
      kind === 'first' || (kind === 'unasked' && isAllowed && this.#options.requireQuery === false);
    if (believes && message.responseCode === 0) this.#learn(frame, message, question, now);
  }

  #learn(frame: Frame, message: DnsMessage, question: DnsQuestion, now: number): void {
    const { isProtected, minimumTtl = 0, maximumTtl = week, wholeSeconds } = this.#options;
    const scope = this.#options.scope === 'client' ? addressKey(destinationOf(frame)) : '';
    for (const { name, address, ttl } of resolutions(question.name, message.answers)) {
      if (isProtected?.(address)) {
        this.counters.refused++;
        continue;
      }
      const lifetime = Math.min(Math.max(ttl, minimumTtl), maximumTtl);
      const expiry = now + lifetime * 1e6;
      this.onLearn?.(address);
      const end = wholeSeconds ? Math.ceil(expiry / 1e6) * 1e6 : expiry;
      this.#learnt.add(scope, name, address, end, now);
    }
  }

  /** An answer that everybody has seen, from a test file. Without `expiry` it holds for ever. */
  addFact(name: string, address: IpAddress, expiry = Number.POSITIVE_INFINITY): void {
    this.#facts.add('', canonicalName(name), address, expiry, Number.NEGATIVE_INFINITY);
  }

  /** Later than this retire() may find something to do; it never needs to be called. */
  get retireAfter(): number {
    return this.#learnt.retireAfter;
  }

  /**
   * Forgets what was learnt and is over, except of names to one of whose addresses a connection goes. What is kept
   * so is known until a later call finds no connection.
   */
  retire(nowMicroseconds: number, inUse: InUse): void {
    this.#learnt.retire(nowMicroseconds, inUse);
  }

  /**
   * Canonical names that lead to the address at that time, in byte order. For new connections only: one that lives
   * on past the answer keeps its verdict. With scope `client` the client must be given.
   */
  namesAt(address: IpAddress, nowMicroseconds: number, client?: IpAddress): readonly string[] {
    if (this.#learnt.pairs === 0 && this.#facts.pairs === 0) return noNames;
    const scope = this.#options.scope === 'client' && client !== undefined ? addressKey(client) : '';
    const learnt = this.#learnt.namesOf(scope, address, nowMicroseconds);
    const facts = this.#facts.namesOf('', address, nowMicroseconds);
    return facts.length === 0 ? learnt : [...new Set([...learnt, ...facts])].sort();
  }
}

/** The same for a query and its answer: client, its port, server, transport, id and question. */
function exchangeKey(frame: Frame, { id, isResponse }: DnsMessage, question: DnsQuestion): string {
  const client = addressKey(isResponse ? destinationOf(frame) : sourceOf(frame));
  const server = addressKey(isResponse ? sourceOf(frame) : destinationOf(frame));
  const port = isResponse ? frame.destinationPort : frame.sourcePort;
  return `${client} ${server} ${frame.protocol} ${port} ${id} ${question.type} ${question.class} ${question.name}`;
}

function sourceOf(frame: Frame): IpAddress {
  const { source0, source1, source2, source3 } = frame;
  return frame.family === 6 ? ipv6(source0, source1, source2, source3) : ipv4(source3);
}

function destinationOf(frame: Frame): IpAddress {
  const { destination0, destination1, destination2, destination3 } = frame;
  return frame.family === 6
    ? ipv6(destination0, destination1, destination2, destination3)
    : ipv4(destination3);
}
