import { firstBytes } from '../../kernels/first-layout.ts';
import { statusOther } from '../../kernels/layout.ts';
import type { Kernels } from '../../kernels/load.ts';
import { passedShift } from '../../kernels/pass.ts';
import { touchedRows } from '../../kernels/touch.ts';
import type { HeldPacket } from '../fragments.ts';
import { Pipeline } from '../pipeline.ts';
import type { Arena } from './arena.ts';
import { BatchJudge, stateBits, stateNew, stateOriginal } from './batch-judge.ts';
import { Endings } from './endings.ts';
import { LaneMemory } from './lane-memory.ts';
import { Openers } from './openers.ts';
import type { SlotMemory } from './page-toucher.ts';
import { flowsHaveNames, type PipelinePlan } from './pipeline-plan.ts';
import { RowView } from './row-view.ts';
import { openersOf } from './row-writer.ts';
import { type Batch, firstLater, firstPlain, type Span } from './span.ts';
import type { TrackedBatch } from './track-queue.ts';

/** Of the lower number that the pass kernel returns. */
const passedMask = 2 ** passedShift - 1;

/**
 * The pipeline that takes packets by the batch. Kernels do what is ordinary, in order; where one stops, the packet goes
 * through Pipeline as any other would, on the same flow table, and the kernels go on behind it.
 */
export class BatchPipeline extends Pipeline {
  readonly #arena: Arena;
  readonly #kernels: Kernels;
  readonly #plan: PipelinePlan;
  readonly #memories: readonly LaneMemory[];
  readonly #judge: BatchJudge;
  readonly #endings: Endings | undefined;
  readonly #hasChanges: boolean;
  readonly #usesNames: boolean;
  /** Somebody sees whether a flow is told of before an earlier packet is judged. */
  readonly #tellsInTurn: boolean;
  /** Somebody will ask how connections began: who is told of them, and who judges them again. */
  readonly #keepsFirst: boolean;
  /** The pass kernel may do all that is done. */
  readonly #passes: boolean;
  /** A datagram can be judged without its fragments: nothing happens between them, and nobody wants to see them. */
  readonly #joins: boolean;

  constructor(plan: PipelinePlan, arena: Arena, kernels: Kernels) {
    const { addresses, endings, options } = plan;
    super({
      ...options,
      memory: {
        table: { buffer: arena.memory.buffer, byteOffset: addresses.table },
        first: { buffer: arena.memory.buffer, byteOffset: addresses.first },
        endings,
      },
    });
    this.#plan = plan;
    this.#arena = arena;
    this.#kernels = kernels;
    this.#memories = plan.lanes.map((lane) => new LaneMemory(lane, arena, () => this.conntrack.used));
    const { connections } = this;
    const connectionAt = (slot: number) => this.connectionAt(slot);
    this.#judge = new BatchJudge({
      arena,
      kernels,
      plan,
      memories: this.#memories,
      connections,
      connectionAt,
    });
    if (endings !== undefined) this.#endings = new Endings(arena, endings);
    this.#tellsInTurn = flowsHaveNames(options) || options.onVerdict !== undefined;
    this.#usesNames = flowsHaveNames(options) || this.#memories.some(({ usesNames }) => usesNames);
    this.#keepsFirst = options.onFlow !== undefined || options.lanes.some((lane) => lane.willRecheck);
    this.#hasChanges = options.lanes.some((lane) => lane.changesAhead > 0);
    const isTold = this.#usesNames || options.onVerdict !== undefined;
    this.#passes = plan.lanes.length === 1 && !isTold && !this.#keepsFirst && !this.#hasChanges;
    this.#joins = !isTold && !this.#hasChanges && options.decap !== true;
  }

  /** DNS answers matter: to rules, or to whoever is told of flows. */
  get usesNames(): boolean {
    return this.#usesNames;
  }

  get tableAddress(): number {
    return this.#plan.addresses.table;
  }

  /** What grows with the flow table. */
  get slotMemories(): readonly SlotMemory[] {
    const first = { address: this.#plan.addresses.first, bytes: firstBytes };
    const lanes = this.#memories.filter(({ isInRows }) => !isInRows).map(({ slots }) => slots);
    return this.#keepsFirst ? [first, ...lanes] : lanes;
  }

  /** Whole batches are nearly always done by the one call: what it takes besides is code that has left the caches meanwhile. */
  batch({ rows, count }: Batch): void {
    const { table, tracked } = this.#plan.addresses;
    const base = this.tally.packets;
    if (!this.#passes || base === 0 || this.fragments.isHolding) {
      this.trackedBatch({ rows, count, tracked, reached: 0 });
      return;
    }
    const [{ control }] = this.#memories;
    this.#memories[0].tidy();
    const list = openersOf(rows);
    const high = Math.floor(base / 2 ** 32);
    const word = this.#kernels.pass(rows, 0, count, tracked, table, control, list, base >>> 0, high);
    if (word === ((count << passedShift) | count)) this.tally.packets = base + count;
    else this.#passOn({ rows, count, tracked, reached: 0 }, word);
  }

  /** A batch of which the pass kernel has done as much as this word of it says. */
  #passOn(batch: TrackedBatch, word: number): void {
    const { span, openers } = this.#begin(batch);
    const at = this.#pass({ ...span, at: this.#passed(span, word) }, openers.address);
    this.#finish({ ...span, at }, openers);
  }

  /** A batch whose first rows have been tracked, and no others since. */
  trackedBatch(batch: TrackedBatch): void {
    for (const memory of this.#memories) memory.tidy();
    const { span, openers } = this.#begin(batch);
    const { rows, base, count } = span;
    const { reached } = batch;
    if (base === 0 && count > 0) this.firstTime = span.view.time(0);
    for (let from = 0; from < reached; from += touchedRows) {
      const end = Math.min(reached, from + touchedRows);
      this.#touchAnswers(openers, end);
      for (const memory of this.#memories) this.#touchOutcomes(memory, rows, from, end);
      for (let at = from; at < end; ) at = this.#stepTracked({ ...span, at, count: end });
    }
    const at = this.#passes ? this.#pass({ ...span, at: reached }, openers.address) : reached;
    this.#finish({ ...span, at }, openers);
  }

  #begin({ rows, count, tracked }: TrackedBatch): { span: Span; openers: Openers } {
    const view = new RowView(this.#arena, rows);
    const base = this.tally.packets;
    const openers = new Openers(this.#arena, rows);
    return { span: { rows, tracked, view, base, at: 0, count, batchEnd: count }, openers };
  }

  /** The rest of a batch, from `at` on, of which nothing is tracked. */
  #finish(span: Span, openers: Openers): void {
    const { rows, count, base } = span;
    let { at } = span;
    for (let from = at; from < count; from += touchedRows) {
      const end = Math.min(count, from + touchedRows);
      this.#kernels.touchRows(rows, from, end, this.#plan.addresses.table);
      this.#touchAnswers(openers, end);
      for (const memory of this.#memories) {
        if (!memory.isInRows) this.#touchOutcomes(memory, rows, from, end);
      }
      // A datagram in fragments may reach into the next rows.
      while (at < end) at = this.#step({ ...span, at, count: end });
    }
    this.tally.packets = base + count;
  }

  /** Goes on while nothing can happen by time, one packet after the other. Returns the next row. */
  #pass(span: Span, openers: number): number {
    const { rows, tracked, count, base } = span;
    const { table } = this.#plan.addresses;
    const { control } = this.#memories[0];
    const high = Math.floor(base / 2 ** 32);
    let { at } = span;
    while (at < count && !this.fragments.isHolding) {
      const word = this.#kernels.pass(rows, at, count, tracked, table, control, openers, base >>> 0, high);
      at = this.#passed(span, word);
    }
    return at;
  }

  /** What is left to be done where the pass kernel stopped. Returns the next row. */
  #passed(span: Span, word: number): number {
    const at = word >>> passedShift;
    const judged = word & passedMask;
    if (judged < at) this.#judgeAll({ ...span, at: judged }, at);
    else if (at < span.count) return this.#behind(span, at);
    return at;
  }

  /** Of what opens flows before the row `end`, and some behind it. */
  #touchAnswers(openers: Openers, end: number): void {
    for (let from = openers.next(end); from >= 0; from = openers.next(end)) {
      for (const { control } of this.#memories) this.#kernels.touchAnswers(openers.address, from, control);
    }
  }

  #touchOutcomes({ control }: LaneMemory, rows: number, from: number, end: number): void {
    this.#kernels.touchOutcomes(rows, from, end, control, this.conntrack.used);
  }

  override async finish(ready?: () => Promise<void> | undefined): Promise<void> {
    await super.finish(ready);
    for (const memory of this.#memories) memory.settle();
  }

  /** Runs the kernels as far as they go, and the packet behind through the pipeline. Returns the next row. */
  #step(span: Span): number {
    const { end, givenUp } = this.#calmSpan(span);
    let reached = this.#run(span, end);
    if (givenUp.length > 0) {
      // What kernels leave before that moment comes before what is given up at it.
      while (reached < end) reached = this.#run({ ...span, at: this.#plainly(span, reached) }, end);
      for (const held of givenUp) this.giveUp(held);
      return end;
    }
    return reached === span.count ? reached : this.#behind(span, reached);
  }

  /** Judges rows that are tracked, up to where something happens by time; then that. Returns the next row. */
  #stepTracked(span: Span): number {
    const { end, givenUp } = this.#calmSpan(span);
    if (end > span.at) this.#judgeAll(span, end);
    for (const held of givenUp) this.giveUp(held);
    if (givenUp.length === 0 && end < span.count) this.#change(span.base + end, span.view.time(end));
    return end;
  }

  /** Brings policy changes into force that are due. */
  #change(index: number, now: number): void {
    this.#resolve();
    for (const lane of this.lanes) lane.advance(index, now, this.firstTime);
    for (const memory of this.#memories) memory.follow();
  }

  /** What kernels have judged was judged by the policies that are in force. */
  #resolve(): void {
    for (const memory of this.#memories) memory.resolve();
  }

  /** What the kernels left: a datagram in fragments, or else one packet. Returns the next row. */
  #behind(span: Span, row: number): number {
    const next = this.#joins && this.fragments.isEmpty ? this.#joined(span, row) : row;
    return next > row ? next : this.#plainly(span, row);
  }

  /** A datagram whose fragments stand one behind the other, judged as one packet. Returns the row behind; `at` for none. */
  #joined(span: Span, at: number): number {
    const { rows, tracked, view, base } = span;
    const { words } = this.#arena;
    const end = this.#kernels.joinFragments(rows, at, span.batchEnd);
    const last = end - 1;
    if (end === at) return at;
    if (this.#run({ ...span, at: last }, end) === last) {
      view.leave(last);
      return at;
    }
    // The other fragments share its outcome.
    const word = words[tracked / 4 + last];
    words.fill(
      (word & stateBits) === stateNew ? word | stateOriginal : word,
      tracked / 4 + at,
      tracked / 4 + last,
    );
    for (const index of this.#memories.keys()) this.#judge.judge({ ...span, at }, last, index);
    this.fragments.pass(base + at, view.times(at, end));
    this.tally.seen(view.seen(last), end - at);
    for (let row = at; row < end; row++) this.tally.bytes += view.captured(row);
    return end;
  }

  /** One packet as any other pipeline takes it. Returns the next row. */
  #plainly({ base, view }: Span, row: number): number {
    this.tally.packets = base + row;
    if (this.#hasChanges) this.#resolve();
    this.onePacket(view.packet(row), view.status(row) !== statusOther);
    for (const memory of this.#memories) memory.follow();
    return row + 1;
  }

  /** How far nothing happens by time alone: no policy change, no name that ends, no fragment given up. */
  #calmSpan({ view, base, at, count }: Span): { end: number; givenUp: readonly HeldPacket[] } {
    let end = count;
    if (this.#hasChanges) {
      end = at;
      while (end < count && !this.#isChangeDue(base + end, view.time(end))) end++;
    }
    if (this.#usesNames) {
      const askAfter = Math.min(...this.lanes.map(({ names }) => names.askAfter));
      if (askAfter < Number.POSITIVE_INFINITY) end = firstLater(view, at, end, askAfter);
    }
    if (!this.fragments.isHolding) return { end, givenUp: [] };
    const plain = firstPlain(view, at, end);
    const { number, givenUp } = this.fragments.expireFirst(base + at, view.times(at, plain));
    return { end: givenUp.length > 0 ? at + number : end, givenUp };
  }

  #isChangeDue(index: number, now: number): boolean {
    return this.lanes.some((lane) => lane.isChangeDue(index, now, this.firstTime));
  }

  #run(span: Span, end: number): number {
    const { rows, tracked, at } = span;
    if (at === end) return at;
    const { now } = this.conntrack;
    const reached = this.#kernels.track(rows, at, end, tracked, this.#plan.addresses.table);
    const judged = this.#endings === undefined ? at : this.#tellOfEndings(span, this.#endings, now);
    if (reached > judged) this.#judgeAll({ ...span, at: judged }, reached);
    return reached;
  }

  /**
   * Tells of the flows that the track kernel has ended. What stands beside their slots is theirs until the packet with
   * which they ended is judged; but for those that opened since `now`, it is there already. Judges rows where somebody may
   * see that they were not judged. Returns the first that is left.
   */
  #tellOfEndings(span: Span, endings: Endings, now: number): number {
    const { count, flows } = endings;
    let { at } = span;
    for (let entry = 0; entry < count; entry++) {
      const row = endings.row(entry);
      if (this.#tellsInTurn || flows.firstTime(entry) >= now) {
        if (row > at) this.#judgeAll({ ...span, at }, row);
        at = row;
        if (flowsHaveNames(this.#plan.options)) this.#advanceNames(span.view.time(row));
      }
      this.tellOf(endings.slot(entry), flows, entry);
    }
    endings.clear();
    return at;
  }

  #advanceNames(now: number): void {
    for (const { names } of this.lanes) names.advance(now);
  }

  #judgeAll(span: Span, end: number): void {
    const { rows, tracked, at, base } = span;
    const { addresses, options } = this.#plan;
    if (this.#keepsFirst) this.#kernels.noteFirst(rows, at, end, tracked, addresses.first, base);
    for (const index of this.#memories.keys()) this.#judge.judge(span, end, index);
    if (options.onVerdict !== undefined) this.#judge.tell(span, end);
  }
}
