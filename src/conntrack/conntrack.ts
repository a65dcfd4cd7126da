import type { Frame } from '../frame/frame.ts';
import { sweepInterval, sweepRows } from '../kernels/flow-layout.ts';
import { type HashSeed, processSeed } from '../net/hash-seed.ts';
import { isIcmp, Protocol } from '../net/protocol.ts';
import { DatagramTracker } from './datagram.ts';
import { FlowTable } from './flow-table.ts';
import { Flows } from './flows.ts';
import { isIcmpRequest } from './icmp.ts';
import { isIcmpOf, keyOfFrame, keyOfQuote, reverseKey } from './key.ts';
import { Control, rowShift, State, Word } from './layout.ts';
import { Opening, Outcome } from './outcome.ts';
import { isOver, type Timeouts, timeoutTable } from './phase.ts';
import { SctpTracker } from './sctp.ts';
import type { TableMemory } from './table-memory.ts';
import { TcpTracker } from './tcp.ts';
import { type FlowDirection, type Tracked, TrackState } from './track.ts';
import { VictimSearch } from './victim.ts';

/** Why a flow left the table. `closed`: it had ended before its time ran out. */
export type EndReason = 'timeout' | 'closed' | 'evicted' | 'reused' | 'flush';

export interface ConntrackOptions {
  /** Flows at the most, rounded down to a power of two; 2^20. Memory is taken as they come. */
  readonly maxFlows?: number;
  /** Where the table shall stand: tableBytes(maxFlows) zero bytes that kernels can reach. Own memory without it. */
  readonly memory?: TableMemory;
  /** What packets are that belong to a connection but not to one whose opening was seen. */
  readonly midstream?: 'invalid' | 'pickup';
  /** `capture` allows for packets that were not captured; `strict` is for a place that sees all. */
  readonly window?: 'capture' | 'strict';
  /** Packets with a lower time to live are invalid: they may die before the receiver. 0 turns it off. */
  readonly minimumTimeToLive?: number;
  /** Seconds, in place of the defaults of phase.ts. */
  readonly timeouts?: Timeouts;
  /** Key of the hash. Without it that of the process; no answer depends on it, as far as nobody knows it. */
  readonly seed?: HashSeed;
  /** What each flow counts is wanted: its packets, bytes and first time; true. */
  readonly counts?: boolean;
  /** Kernels may end flows by themselves. Without effect beside `onEnd`, unless they have a list of endings. */
  readonly kernelsEnd?: boolean;
  /** Address of the list in which kernels note the flows that they end (kernels/endings.ts). onEnd is not told of those. */
  readonly endings?: number;
  /** The slot's columns can still be read; afterwards the slot may serve another flow. */
  readonly onEnd?: (slot: number, why: EndReason) => void;
}

/**
 * Which connection a packet belongs to, and whether it may. Time is the packets' own and never runs back. Nothing
 * here throws or allocates for a packet, and all memory is bounded by maxFlows.
 */
export class Conntrack {
  /** Columns by slot, for logs. */
  readonly flows: Flows;
  readonly #table: FlowTable;
  readonly #victims: VictimSearch;
  readonly #tcp: TcpTracker;
  readonly #sctp: SctpTracker;
  readonly #datagram: DatagramTracker;
  readonly #tolerant: boolean;
  readonly #pickup: boolean;
  readonly #minimumTimeToLive: number;
  readonly #onEnd: (slot: number, why: EndReason) => void;

  constructor(options: ConntrackOptions = {}) {
    const { maxFlows = 2 ** 20, seed = processSeed(), onEnd = () => {} } = options;
    this.#table = new FlowTable(maxFlows, seed, options.memory);
    this.#table.timeouts.set(timeoutTable(options.timeouts));
    this.#victims = new VictimSearch(this.#table);
    this.#tolerant = options.window !== 'strict';
    this.#tcp = new TcpTracker(this.#table, this.#tolerant);
    this.#sctp = new SctpTracker(this.#table);
    this.#datagram = new DatagramTracker(this.#table);
    this.#pickup = options.midstream === 'pickup';
    this.#minimumTimeToLive = options.minimumTimeToLive ?? 0;
    this.#onEnd = onEnd;
    this.flows = new Flows(this.#table);
    this.#table.control[Control.counts] = Number(options.counts ?? true);
    this.#tellKernel(options);
  }

  /** Puts into the control block what the track kernel must know. */
  #tellKernel({ kernelsEnd = false, endings = 0, onEnd }: ConntrackOptions): void {
    const { control } = this.#table;
    control[Control.mayEnd] = Number(kernelsEnd && (onEnd === undefined || endings !== 0));
    control[Control.endings] = endings;
    control[Control.pickup] = Number(this.#pickup);
    control[Control.tolerant] = Number(this.#tolerant);
    control[Control.minimumTimeToLive] = this.#minimumTimeToLive;
  }

  /** Where the table stands, for the track kernel. */
  get memory(): TableMemory {
    return this.#table.memory;
  }

  /** Time of the latest packet, microseconds since 1970; minus infinity before the first. */
  get now(): number {
    return this.#table.clock[0];
  }

  /** Slots that exist; all slot numbers are below it. */
  get capacity(): number {
    return this.#table.capacity;
  }

  /** Slots from here on were never used. */
  get used(): number {
    return this.#table.used;
  }

  /** Flows in the table, expired ones included until they are met. */
  get live(): number {
    return this.#table.live;
  }

  /**
   * Fills `out` for a packet that is no fragment (defragmented, or never fragmented). `nowMicroseconds` since 1970;
   * an earlier time than the last packet's counts as the last packet's. Returns `out.state`.
   */
  track(frame: Frame, nowMicroseconds: number, out: Tracked): TrackState {
    const { clock, control } = this.#table;
    if (nowMicroseconds > clock[0]) clock[0] = nowMicroseconds;
    const state = this.#track(frame, out);
    control[Control.packets]++;
    if (control[Control.packets] % sweepInterval === 0) this.#sweep();
    return state;
  }

  #track(frame: Frame, out: Tracked): TrackState {
    out.midstream = 0;
    out.simultaneous = 0;
    out.direction = 0;
    if (frame.fault !== '') return setInvalid(out, frame.fault);
    if (frame.family === 0) return setInvalid(out, 'non-ip');
    if (frame.timeToLive < this.#minimumTimeToLive) return setInvalid(out, 'invalid-state');
    if (frame.icmpIsError === 1 && isIcmp(frame.protocol)) return this.#relate(frame, out);
    if (!keyOfFrame(frame, this.#table.key)) return setNew(out, -1, 0);
    const slot = this.#find();
    if (slot < 0) return this.#open(frame, this.#opening(frame), out);
    return this.#update(slot, directionOf(frame, this.#table.index.direction), frame, out);
  }

  /** Calls `visit` with the slots of all connections that are neither over nor too silent at that time. */
  eachOpen(nowMicroseconds: number, visit: (slot: number) => void): void {
    const { used, timeouts } = this.#table;
    for (let slot = 0; slot < used; slot++) {
      if (!this.#table.isLive(slot)) continue;
      const phase = this.#table.phaseOf(slot);
      if (isOver[phase] === 0 && nowMicroseconds - this.flows.lastTime(slot) <= timeouts[phase]) visit(slot);
    }
  }

  /**
   * The flows of these slots end, in their order; all of them without `from` and `to`. To be called once for each slot, at the
   * end: the table stays as it is.
   */
  flush(from = 0, to = this.#table.used): void {
    for (let slot = from; slot < to; slot++) if (this.#table.isLive(slot)) this.#onEnd(slot, 'flush');
  }

  /** The live flow of the table's key; one whose time is over ends here. */
  #find(): number {
    const slot = this.#table.find();
    if (slot < 0 || !this.#victims.isExpired(slot)) return slot;
    this.#expire(slot);
    return this.#table.find();
  }

  #opening(frame: Frame): Opening {
    if (frame.protocol === Protocol.tcp) return this.#tcp.opening(frame, this.#pickup);
    if (frame.protocol === Protocol.sctp) return this.#sctp.opening(frame, this.#pickup);
    return this.#datagram.opening(frame, this.#pickup);
  }

  #open(frame: Frame, opening: Opening, out: Tracked): TrackState {
    if (opening === Opening.refused) return setInvalid(out, 'invalid-state');
    if (!this.#makeRoom()) return setInvalid(out, 'table-full');
    const direction = opening === Opening.guessedDestination ? 1 : 0;
    if (direction === 1) reverseKey(this.#table.key);
    const slot = this.#table.add();
    if (frame.protocol === Protocol.tcp) this.#tcp.open(slot, opening);
    else if (frame.protocol === Protocol.sctp) this.#sctp.open(slot, opening);
    else this.#datagram.open(slot, frame);
    this.#table.count(slot, direction, frame.ipLength);
    if (opening !== Opening.bySource) {
      this.#table.words[(slot << rowShift) + Word.state] |= State.midstream;
      out.midstream = 1;
    }
    return setNew(out, slot, direction);
  }

  #update(slot: number, direction: FlowDirection, frame: Frame, out: Tracked): TrackState {
    const outcome = this.#outcome(slot, direction, frame);
    if (outcome === Outcome.invalid) return setInvalid(out, 'invalid-state');
    if (outcome === Outcome.reopened) {
      this.#end(slot, 'reused');
      this.#table.find();
      return this.#open(frame, Opening.bySource, out);
    }
    this.#table.count(slot, direction, frame.ipLength);
    if (outcome !== Outcome.ignored) this.#table.touch(slot);
    out.midstream = this.flows.isMidstream(slot) ? 1 : 0;
    out.simultaneous = outcome === Outcome.simultaneous ? 1 : 0;
    return set(out, direction === 0 ? TrackState.original : TrackState.reply, slot, direction);
  }

  #outcome(slot: number, direction: FlowDirection, frame: Frame): Outcome {
    if (frame.protocol === Protocol.tcp) return this.#tcp.update(slot, direction, frame);
    if (frame.protocol === Protocol.sctp) return this.#sctp.update(slot, direction, frame);
    return this.#datagram.update(slot, direction, frame);
  }

  /** RFC 5927: an error counts only if it goes to the sender of a packet that this connection did send. */
  #relate(frame: Frame, out: Tracked): TrackState {
    const mayRelate = isSentToQuoted(frame) && !isRedirect(frame) && keyOfQuote(frame, this.#table.key);
    const slot = mayRelate ? this.#find() : -1;
    if (slot < 0) return setNew(out, -1, 0);
    const quoted = this.#quotedDirection(frame);
    if (!this.#isPlausible(slot, quoted, frame)) return setNew(out, -1, 0);
    out.midstream = this.flows.isMidstream(slot) ? 1 : 0;
    return set(out, TrackState.related, slot, quoted === 0 ? 1 : 0);
  }

  #quotedDirection(frame: Frame): FlowDirection {
    if (!isIcmpOf(frame.innerFamily, frame.innerProtocol)) return this.#table.index.direction;
    return isIcmpRequest(frame.innerProtocol, frame.innerIcmpType) ? 0 : 1;
  }

  #isPlausible(slot: number, quoted: FlowDirection, frame: Frame): boolean {
    if (!this.flows.isSeen(slot, quoted)) return false;
    return (
      frame.innerProtocol !== Protocol.tcp || this.#tcp.mayHaveSent(slot, quoted, frame.innerTcpSequence)
    );
  }

  #makeRoom(): boolean {
    const hasCell = this.#table.makeCell();
    if (hasCell && this.#table.hasSlot()) return true;
    const victim = this.#victims.find(hasCell);
    if (victim < 0) return false;
    if (this.#victims.isExpired(victim)) this.#expire(victim);
    else this.#end(victim, 'evicted');
    return true;
  }

  #sweep(): void {
    const { control, used } = this.#table;
    for (let n = Math.min(used, sweepRows); n > 0; n--) {
      const slot = control[Control.sweepAt] + 1 < used ? control[Control.sweepAt] + 1 : 0;
      control[Control.sweepAt] = slot;
      if (this.#table.isLive(slot) && this.#victims.isExpired(slot)) this.#expire(slot);
    }
  }

  #expire(slot: number): void {
    this.#end(slot, isOver[this.#table.phaseOf(slot)] ? 'closed' : 'timeout');
  }

  #end(slot: number, why: EndReason): void {
    this.#onEnd(slot, why);
    this.#table.remove(slot);
  }
}

/** Whose address the error is sent to: the one that the quoted packet came from. */
function isSentToQuoted(frame: Frame): boolean {
  return (
    frame.innerFamily === frame.family &&
    frame.destination3 === frame.innerSource3 &&
    frame.destination2 === frame.innerSource2 &&
    frame.destination1 === frame.innerSource1 &&
    frame.destination0 === frame.innerSource0
  );
}

/** A redirect quotes a packet, but it is an order to the host and no news of the connection. */
function isRedirect(frame: Frame): boolean {
  return frame.family === 4 && frame.icmpType === 5;
}

/** ICMP says by its type who asks; between equal addresses nothing else would. */
function directionOf(frame: Frame, byKey: FlowDirection): FlowDirection {
  if (!isIcmpOf(frame.family, frame.protocol)) return byKey;
  return isIcmpRequest(frame.protocol, frame.icmpType) ? 0 : 1;
}

function set(out: Tracked, state: TrackState, slot: number, direction: FlowDirection): TrackState {
  out.state = state;
  out.slot = slot;
  out.reason = '';
  out.direction = direction;
  return state;
}

function setNew(out: Tracked, slot: number, direction: FlowDirection): TrackState {
  return set(out, TrackState.new, slot, direction);
}

function setInvalid(out: Tracked, reason: Tracked['reason']): TrackState {
  set(out, TrackState.invalid, -1, 0);
  out.reason = reason;
  return TrackState.invalid;
}
