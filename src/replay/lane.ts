import type { Conntrack } from '../conntrack/conntrack.ts';
import type { Judge, Judgement } from '../engine/judge.ts';
import { judgeService } from '../engine/service.ts';
import type { Frame } from '../frame/frame.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { PolicySet } from '../ir/policy.ts';
import { outcomeNumber, outcomeStale } from '../kernels/lane-layout.ts';
import type { ReasonWord } from '../verdict/reason.ts';
import { flowVerdicts, packetVerdictOf } from '../verdict/verdict.ts';
import { isDue, type PolicyChange } from './change.ts';
import { VerdictChecksum } from './checksum.ts';
import type { NamelessConnection } from './connection.ts';
import { destinationsInUse } from './destinations.ts';
import { DeciderNumbers, type Judged, JudgedTable } from './judged.ts';
import { Names } from './names.ts';
import { type OutcomeSlots, PlainSlots } from './outcome-slots.ts';
import { OutcomeTotals } from './outcome-totals.ts';

/** What happens to open connections when the policies change: keep their verdict, or judge them again. */
export type LiveConnections = 'keep' | 'recheck';

export interface LaneOptions {
  readonly judge: Judge;
  readonly inventory: Inventory;
  readonly changes?: readonly PolicyChange[];
  readonly liveConnections?: LiveConnections;
  /** After so many new outcomes those that no flow has are dropped; what they counted is kept. */
  readonly dropAfter?: number;
  /** Where all is summed up. */
  readonly totals?: OutcomeTotals;
}

/** How the slots of the flow table hold outcomes: kernels/lane-layout.ts. */
export interface OutcomeWords {
  wordOf(outcome: Judged): number;
  outcomeOf(word: number): Judged;
  /** Moves what was counted elsewhere to the outcomes, or to the totals. */
  sumUp?(totals: OutcomeTotals): void;
}

/** Many, as all slots of the flow table are looked at. */
const dropAfter = 2 ** 17;

/**
 * One set of policies (and what replaces it on the way) applied to the traffic. Connections are tracked once for
 * all lanes: a verdict changes nothing about what the capture holds.
 */
export class Lane {
  readonly #outcomes = new JudgedTable();
  readonly #totals: OutcomeTotals;
  /** Outcomes that were needed when others were dropped last. */
  #needed = 0;
  /** As LaneOptions has it. */
  readonly dropAfter: number;
  readonly checksum = new VerdictChecksum();
  readonly names: Names;
  readonly #inventory: Inventory;
  /** Those still to come, as they were given. */
  #changes: readonly PolicyChange[];
  readonly #recheck: boolean;
  #judge: Judge;
  readonly #past: Judge[] = [];
  #changesDone = 0;
  #numbers: DeciderNumbers;
  /** The words of the flows' outcomes. */
  #slots: OutcomeSlots = new PlainSlots(0);
  #words: OutcomeWords = {
    wordOf: ({ id }) => id + 1,
    outcomeOf: (word) => this.#outcomes.get((word & outcomeNumber) - 1),
  };

  constructor(options: LaneOptions) {
    this.#judge = options.judge;
    this.#inventory = options.inventory;
    this.names = new Names(options.inventory, options.judge.set.names);
    this.#numbers = new DeciderNumbers(options.judge.set);
    this.#changes = [...(options.changes ?? [])];
    this.#recheck = options.liveConnections === 'recheck';
    this.dropAfter = options.dropAfter ?? dropAfter;
    this.#totals = options.totals ?? new OutcomeTotals();
  }

  /** Brings due policy changes into force, in whatever order they were given. `now` and `firstTime` are microseconds of packet time. */
  advance(index: number, now: number, firstTime: number): void {
    this.names.advance(now);
    if (this.#changes.length === 0) return;
    const due = this.#changes.filter(({ point }) => isDue(point, index, now, firstTime));
    if (due.length === 0) return;
    this.#changes = this.#changes.filter((change) => !due.includes(change));
    this.#changesDone += due.length;
    for (const { judge } of due) {
      this.#past.push(this.#judge);
      this.#judge = judge;
      this.#numbers = new DeciderNumbers(judge.set, this.#numbers.next);
    }
    if (this.#recheck) this.#slots.mark(outcomeStale);
  }

  /** All that was counted up to now. */
  sumUp(): OutcomeTotals {
    const totals = this.#totals;
    totals.use(this.setsInForce);
    this.#words.sumUp?.(totals);
    for (const outcome of this.#outcomes.all) {
      totals.add(outcome, outcome);
      outcome.flows = 0;
      outcome.packets = 0;
      outcome.bytes = 0;
    }
    return totals;
  }

  /** Many outcomes have come, and most may be of flows that are over. */
  get isCrowded(): boolean {
    return this.#outcomes.size - this.#needed >= this.dropAfter;
  }

  /** Whoever sends packets at random makes outcomes without end: drops all but those with these ids, when they are in the totals. */
  dropOthers(ids: ReadonlySet<number>): void {
    this.#outcomes.dropOthers(ids);
    this.#needed = this.#outcomes.size;
  }

  /** Drops outcomes that none of so many slots has, if there are many. To be called between packets. */
  tidy(used: number): void {
    if (!this.isCrowded) return;
    this.sumUp();
    const ids = new Set<number>();
    for (let slot = 0; slot < used; slot++) {
      if (this.#slots.get(slot) !== 0) ids.add(this.outcomeOf(slot).id);
    }
    this.dropOthers(ids);
  }

  /** Who judges now. */
  get judgeNow(): Judge {
    return this.#judge;
  }

  /** Policy changes so far: each has outcomes of its own, even if the policies that come are those that were in force. */
  get changesDone(): number {
    return this.#changesDone;
  }

  /** Every judge that this lane has, or will have. */
  get judges(): readonly Judge[] {
    return [this.#judge, ...this.#changes.map(({ judge }) => judge)];
  }

  /** Policy sets that were in force, each once, in the order in which they first were. */
  get setsInForce(): readonly PolicySet[] {
    return [...new Set([...this.#past, this.#judge].map(({ set }) => set))];
  }

  /** A change of the policies comes into force before this packet. */
  isChangeDue(index: number, now: number, firstTime: number): boolean {
    return this.#changes.some(({ point }) => isDue(point, index, now, firstTime));
  }

  /** Open connections will be judged anew. */
  get willRecheck(): boolean {
    return this.#recheck && this.#changes.length > 0;
  }

  /** Policy changes whose time has not come. */
  get changesAhead(): number {
    return this.#changes.length;
  }

  /** Names live on with the connections of this table that the lane lets through. */
  follow(conntrack: Conntrack): void {
    const isForwarded = (slot: number) => packetVerdictOf(this.outcomeOf(slot).verdict) === 'forwarded';
    this.names.keepBy((addresses) => destinationsInUse(conntrack, this.names.now, addresses, isForwarded));
  }

  /** Makes room for the outcomes of so many slots of the flow table. */
  reserve(slots: number): void {
    this.#slots = new PlainSlots(slots);
  }

  /** Keeps the outcomes of slots where kernels can reach them. */
  share(slots: OutcomeSlots, words: OutcomeWords): void {
    this.#slots = slots;
    this.#words = words;
  }

  /** Of what can decide now. */
  get numbers(): DeciderNumbers {
    return this.#numbers;
  }

  /** Judges a connection as it opens and remembers the outcome in its slot. */
  open(slot: number, connection: NamelessConnection): Judged {
    const outcome = this.judge(connection);
    this.#slots.set(slot, this.#words.wordOf(outcome));
    outcome.flows++;
    return outcome;
  }

  /** The outcome of a judgement by the policies that are in force. */
  outcomeOfJudgement(judgement: Judgement, reason: ReasonWord): Judged {
    return this.#outcomes.ofJudgement(judgement, this.#numbers, reason);
  }

  /** The policies have changed since the connection in the slot was judged, and it must be judged anew. */
  isStale(slot: number): boolean {
    return this.#slots.get(slot) >= outcomeStale;
  }

  /** Judges an open connection anew. */
  reopen(slot: number, connection: NamelessConnection): Judged {
    this.outcomeOf(slot).flows--;
    return this.open(slot, connection);
  }

  outcomeOf(slot: number): Judged {
    return this.#words.outcomeOf(this.#slots.get(slot));
  }

  /** By id. */
  outcomeAt(id: number): Judged {
    return this.#outcomes.get(id);
  }

  judge(nameless: NamelessConnection): Judged {
    const connection = { ...nameless, namesOf: this.names.namesOf };
    const { destination, protocol, destinationPort } = connection;
    const port =
      destinationPort === undefined
        ? undefined
        : this.#inventory.serviceAt(destination.address, protocol, destinationPort);
    if (port === undefined) return this.#outcomes.ofJudgement(this.#judge.judge(connection), this.#numbers);
    const { judgement, ambiguous } = judgeService(this.#judge, connection, port, this.#inventory);
    return this.#outcomes.ofJudgement(
      judgement,
      this.#numbers,
      ambiguous ? 'ambiguous-backend' : judgement.reason,
    );
  }

  /** A packet that fits no connection. Where policies govern neither end, nobody would drop it. */
  refuse(connection: NamelessConnection, reason: ReasonWord): Judged {
    const governed = [...connection.source.entities, ...connection.destination.entities].some((entity) =>
      this.#judge.governs(entity),
    );
    return governed ? this.#outcomes.ofReason('deny', reason) : this.pass('no-policy');
  }

  /** A packet that cannot be read is dropped wherever policies are in force. */
  drop(reason: ReasonWord): Judged {
    return this.#judge.set.stages.length > 0
      ? this.#outcomes.ofReason('deny', reason)
      : this.pass('no-policy');
  }

  pass(reason: ReasonWord): Judged {
    return this.#outcomes.ofReason('allow', reason);
  }

  /** Takes note of what a packet says, if it arrives. */
  learn(frame: Frame, outcome: Judged): void {
    if (packetVerdictOf(outcome.verdict) === 'forwarded') this.names.learn(frame);
  }

  /** Counts a judged packet. */
  count(index: number, outcome: Judged, bytes: number): void {
    outcome.packets++;
    outcome.bytes += bytes;
    this.checksum.add(index, flowVerdicts.indexOf(outcome.verdict), outcome.decider);
  }
}
