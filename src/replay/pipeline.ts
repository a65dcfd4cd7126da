import type { CapturedPacket } from '../capture/packet.ts';
import { Conntrack } from '../conntrack/conntrack.ts';
import type { FlowRows } from '../conntrack/flow-rows.ts';
import type { TableMemory } from '../conntrack/table-memory.ts';
import { createTracked, TrackState } from '../conntrack/track.ts';
import { parseDatagram } from '../defrag/datagram.ts';
import { createFrame } from '../frame/create.ts';
import { type ParseOptions, parseFrame } from '../frame/parse.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { HashSeed } from '../net/hash-seed.ts';
import type { ReasonWord } from '../verdict/reason.ts';
import { ConnectionReader, type NamelessConnection } from './connection.ts';
import { FirstPackets } from './first-packets.ts';
import type { FlowCallback } from './flow.ts';
import { FlowView } from './flow-view.ts';
import { Fragments, type HeldPacket } from './fragments.ts';
import type { Judged } from './judged.ts';
import type { Lane } from './lane.ts';
import { Tally } from './tally.ts';

/** A packet with its outcome in each lane. `packet` is valid until the callback returns. */
export type VerdictCallback = (packet: CapturedPacket, outcomes: readonly Judged[]) => void;

export interface PipelineOptions {
  readonly inventory: Inventory;
  /** Policy sets to judge by, side by side. */
  readonly lanes: readonly Lane[];
  readonly decap?: boolean;
  readonly midstream?: 'invalid' | 'pickup';
  /** Connections tracked at once; see defaultMaxFlows. */
  readonly maxFlows?: number;
  /** Key of the hashes of flows and fragments. Without it that of the process. */
  readonly seed?: HashSeed;
  readonly onFlow?: FlowCallback;
  /** Who is told of flows asks the lanes for DNS names, so they must be those of the moment. */
  readonly flowsHaveNames?: boolean;
  /** Packets come in order, but fragments only when their datagram is whole or given up. */
  readonly onVerdict?: VerdictCallback;
  /** Where the flow table and what is kept beside it stand; the lanes then have their memory already. Own memory without it. */
  readonly memory?: PipelineMemory;
}

export interface PipelineMemory {
  readonly table: TableMemory;
  readonly first: TableMemory;
  /** Address of the list of endings, where somebody is told of flows. */
  readonly endings?: number;
}

/** At some 190 bytes a flow, all tables together, this keeps a replay of any length under 200 MB. */
export const defaultMaxFlows = 2 ** 18;

/** At the end, between two looks whether flows may go on being told of. */
const slotsATurn = 256;

/** What is known of a packet beside its headers. */
interface Arrival {
  readonly index: number;
  readonly now: number;
}

/**
 * One packet after another: read the headers, put fragments together, find the connection, ask each lane for the
 * verdict. All state comes from the packets, time included, so the same captures give the same results.
 */
export class Pipeline {
  readonly tally = new Tally();
  /** Flows whose start was not captured: who opened them is a guess. */
  guessedOpeners = 0;
  protected readonly lanes: readonly Lane[];
  protected readonly fragments: Fragments;
  protected readonly connections: ConnectionReader;
  protected readonly conntrack: Conntrack;
  /** Time of the first packet of all, microseconds. */
  protected firstTime = 0;
  readonly #options: PipelineOptions;
  readonly #parseOptions: ParseOptions;
  readonly #frame = createFrame();
  readonly #tracked = createTracked();
  readonly #first: FirstPackets;
  readonly #view: FlowView;

  constructor(options: PipelineOptions) {
    const { inventory, midstream, maxFlows = defaultMaxFlows, seed, onFlow, memory } = options;
    this.#options = options;
    this.lanes = options.lanes;
    this.#parseOptions = { decap: options.decap ?? false };
    this.fragments = new Fragments(options.onVerdict !== undefined, seed);
    this.connections = new ConnectionReader(inventory);
    this.conntrack = new Conntrack({
      midstream,
      maxFlows,
      seed,
      memory: memory?.table,
      endings: memory?.endings,
      // Whoever is told of flows is the only one who asks.
      counts: onFlow !== undefined,
      // Judging open connections anew takes more of their flows than kernels keep.
      kernelsEnd: this.lanes.every((lane) => lane.changesAhead === 0),
      ...(onFlow && { onEnd: (slot) => this.tellOf(slot, this.conntrack.flows, slot) }),
    });
    this.#first = new FirstPackets(this.conntrack.capacity, memory?.first);
    this.#view = new FlowView(this.conntrack.flows, this.#first, this.lanes);
    for (const lane of this.lanes) lane.follow(this.conntrack);
    if (memory === undefined) for (const lane of this.lanes) lane.reserve(this.conntrack.capacity);
  }

  packet(packet: CapturedPacket): void {
    for (const lane of this.lanes) lane.tidy(this.conntrack.used);
    this.onePacket(packet, false);
  }

  /** `isCounted`: somebody else has counted it in the tally, but for its number. */
  protected onePacket(packet: CapturedPacket, isCounted: boolean): void {
    const index = this.tally.packets;
    const now = microseconds(packet);
    if (index === 0) this.firstTime = now;
    for (const lane of this.lanes) lane.advance(index, now, this.firstTime);
    parseFrame(this.#frame, packet.data, packet.originalLength, packet.linkType, this.#parseOptions);
    if (isCounted) this.tally.packets++;
    else this.tally.read(this.#frame);
    const arrival = { index, now };
    for (const held of this.fragments.expire(index, now)) this.giveUp(held);
    if (this.#frame.isFragment === 1 && this.#frame.fault === '') this.#fragment(packet, arrival);
    else this.#whole(packet, arrival);
  }

  /**
   * After the last packet: gives up incomplete datagrams and ends all flows. Those may be many, so whoever writes them down
   * can hold it back, as RunOptions have it.
   */
  async finish(ready?: () => Promise<void> | undefined): Promise<void> {
    for (const held of this.fragments.flush()) this.giveUp(held);
    // Nobody else would notice.
    if (this.#options.onFlow === undefined) return;
    const { used } = this.conntrack;
    for (let slot = 0; slot < used; slot += slotsATurn) {
      this.conntrack.flush(slot, Math.min(slot + slotsATurn, used));
      const wait = ready?.();
      if (wait !== undefined) await wait;
    }
  }

  #whole(packet: CapturedPacket, arrival: Arrival): void {
    const outcomes = this.#judge(packet, arrival);
    this.#emit(outcomes, { index: arrival.index, bytes: packet.data.length, packet });
  }

  /** A fragment waits for the rest of its datagram; with the last one all get the verdict of the whole. */
  #fragment(packet: CapturedPacket, arrival: Arrival): void {
    const step = this.fragments.add(this.#frame, packet, arrival.index, arrival.now);
    for (const held of step.givenUp) this.giveUp(held);
    if (step.datagram === undefined) return;
    parseDatagram(this.#frame, step.datagram, this.#parseOptions);
    const outcomes = this.#judge(packet, arrival);
    for (const held of step.packets) this.#emit(outcomes, held);
  }

  /** A fragment whose datagram will not be whole. */
  protected giveUp(held: HeldPacket): void {
    const outcomes = this.lanes.map((lane) => lane.drop('fragment'));
    this.#emit(outcomes, held);
  }

  #emit(outcomes: readonly Judged[], { index, bytes, packet }: HeldPacket): void {
    const { onVerdict } = this.#options;
    for (const [lane, outcome] of outcomes.entries()) this.lanes[lane].count(index, outcome, bytes);
    if (packet !== undefined) onVerdict?.(packet, outcomes);
  }

  /** The outcome of the frame in each lane. */
  #judge(packet: CapturedPacket, arrival: Arrival): readonly Judged[] {
    const { lanes } = this;
    const frame = this.#frame;
    if (frame.fault !== '') return lanes.map((lane) => lane.drop(frame.fault as ReasonWord));
    if (frame.family === 0) return lanes.map((lane) => lane.pass('non-ip'));
    this.conntrack.track(frame, arrival.now, this.#tracked);
    if (this.#tracked.state === TrackState.invalid) return this.#refuse(this.#tracked.reason as ReasonWord);
    const outcomes = this.#valid(packet, arrival.index);
    for (const [index, lane] of lanes.entries()) lane.learn(frame, outcomes[index]);
    return outcomes;
  }

  /** The outcomes of a packet that opens a connection, belongs to one, or needs none. */
  #valid(packet: CapturedPacket, index: number): readonly Judged[] {
    const { slot, state } = this.#tracked;
    if (slot < 0) return this.#alone();
    if (state === TrackState.new) return this.#open(slot, packet, index);
    return this.lanes.map((lane) => this.#follow(lane, slot));
  }

  #open(slot: number, packet: CapturedPacket, index: number): readonly Judged[] {
    this.guessedOpeners += this.#tracked.midstream;
    this.#first.set(slot, index, packet.seconds, packet.nanoseconds, this.#frame);
    const connection = this.connectionAt(slot);
    return this.lanes.map((lane) => lane.open(slot, connection));
  }

  #follow(lane: Lane, slot: number): Judged {
    const outcome = lane.isStale(slot) ? lane.reopen(slot, this.connectionAt(slot)) : lane.outcomeOf(slot);
    if (this.#tracked.simultaneous === 0 || outcome.verdict !== 'allow') return outcome;
    // The other end opens the connection too (RFC 9293 figure 7): its own direction must be allowed as well.
    return lane.judge(this.connections.ofFrame(this.#frame));
  }

  /** Tells of the flow that had this slot, which stands in a row: that of the table, or a copy. */
  protected tellOf(slot: number, rows: FlowRows, row: number): void {
    this.#options.onFlow?.(this.#view.show(slot, rows, row));
  }

  /** The connection in a slot, as its opener began it. */
  protected connectionAt(slot: number): NamelessConnection {
    return this.connections.ofFlow(this.conntrack.flows, slot, this.#first);
  }

  /** A packet that has no connection by its nature, such as neighbour discovery. */
  #alone(): readonly Judged[] {
    const connection = this.connections.ofFrame(this.#frame);
    return this.lanes.map((lane) => lane.judge(connection));
  }

  #refuse(reason: ReasonWord): readonly Judged[] {
    const connection = this.connections.ofFrame(this.#frame);
    return this.lanes.map((lane) => lane.refuse(connection, reason));
  }
}

/** Time of a packet, microseconds since 1970. */
export function microseconds(packet: CapturedPacket): number {
  return packet.seconds * 1e6 + Math.floor(packet.nanoseconds / 1000);
}
