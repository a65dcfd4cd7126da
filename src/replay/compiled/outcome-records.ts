import type { SideAnswer } from '../../compile/answers.ts';
import type { CompiledJudge } from '../../engine/compiled.ts';
import type { Direction } from '../../ir/policy.ts';
import {
  laneOrigins,
  laneOutcomes,
  laneRecords,
  laneSayings,
  mostRecords,
  originBytes,
  outcomeBytes,
  outcomeCaptured,
  outcomeFlows,
  outcomeMixed,
  outcomeNumber,
  outcomePackets,
  outcomeUnrecorded,
  sayingBytes,
  sayingDefault,
  sayingDenial,
  sayingEgress,
  sayingIngress,
  sayingKind,
  sayingRule,
  sayingVerdict,
} from '../../kernels/lane-layout.ts';
import { flowVerdicts } from '../../verdict/verdict.ts';
import { mixedOutcome } from '../checksum.ts';
import type { Judged } from '../judged.ts';
import type { Lane, OutcomeWords } from '../lane.ts';
import type { OutcomeTotals } from '../outcome-totals.ts';
import type { Counts } from '../rule-counts.ts';
import type { Arena, ArenaPlan } from './arena.ts';
import type { CountingSlots } from './counting-slots.ts';
import { RecordMeanings } from './record-meanings.ts';

/** Record 0 is none. */
const firstRecord = 1;

/** Where the records of a lane, and what they were made from, will stand. */
export function planRecords(plan: ArenaPlan): RecordAddresses {
  return {
    records: plan.add(mostRecords * outcomeBytes),
    origins: plan.add(mostRecords * originBytes),
  };
}

export type RecordAddresses = Readonly<Record<'records' | 'origins', number>>;

export interface RecordsParts {
  readonly arena: Arena;
  /** Address of the lane's control block. */
  readonly control: number;
  readonly lane: Lane;
  readonly slots: CountingSlots;
}

/** Bytes of what so many answers say. */
export function sayingsBytes(answers: number): number {
  return answers * sayingBytes;
}

/**
 * The outcomes of a lane by the numbers under which kernels know them. Kernels make a record for each new combination of answers;
 * what it means is read here when somebody asks, or what it counts is summed up. TypeScript makes a record for each outcome
 * that it does not know to have one, so several may have the same.
 */
export class OutcomeRecords implements OutcomeWords {
  readonly #arena: Arena;
  readonly #control: number;
  readonly #lane: Lane;
  readonly #slots: CountingSlots;
  readonly #addresses: RecordAddresses;
  /** By number of the record, as far as somebody has asked. */
  #outcomes: (Judged | undefined)[] = [];
  /** Of all records below, somebody has asked; they may be of policies that are no longer in force. */
  #resolved = firstRecord;
  /** By id of the outcome: the first of its records. */
  #numbers: (number | undefined)[] = [];
  /** Records that slots had when others were left out last. */
  #needed = firstRecord;
  readonly #meanings: RecordMeanings;

  constructor({ arena, control, lane, slots }: RecordsParts, addresses: RecordAddresses) {
    this.#arena = arena;
    this.#control = control;
    this.#lane = lane;
    this.#slots = slots;
    this.#addresses = addresses;
    this.#meanings = new RecordMeanings(arena, addresses.origins);
    this.#set(laneOutcomes, addresses.records);
    this.#set(laneOrigins, addresses.origins);
    this.#set(laneRecords, firstRecord);
  }

  /** From now on kernels combine answers of this judge; what they say goes to `sayings`. */
  use(judge: CompiledJudge, sayings: number): void {
    this.#meanings.judge = judge;
    this.#set(laneSayings, sayings);
    for (const [id, answer] of (judge.lookup?.answers.all ?? []).entries()) {
      this.#say(sayings + id * sayingBytes, answer);
    }
  }

  wordOf(outcome: Judged): number {
    const known = this.#numbers[outcome.id];
    if (known !== undefined) return known;
    const number = this.#get(laneRecords);
    if (number >= mostRecords) return outcome.id + outcomeUnrecorded;
    this.#set(laneRecords, number + 1);
    const at = this.#addresses.records + number * outcomeBytes;
    this.#arena.words[(at + outcomeMixed) / 4] = mixedOutcome(
      flowVerdicts.indexOf(outcome.verdict),
      outcome.decider,
    );
    this.#know(number, outcome);
    return number;
  }

  outcomeOf(word: number): Judged {
    const number = word & outcomeNumber;
    if ((word & outcomeUnrecorded) !== 0) return this.#lane.outcomeAt(number);
    const known = this.#outcomes[number];
    if (known !== undefined) return known;
    const { judgement, reason } = this.#meanings.judged(number);
    return this.#know(number, this.#lane.outcomeOfJudgement(judgement, reason));
  }

  /** Reads what the records mean that kernels have made. To be called before other policies come into force. */
  resolve(): void {
    const end = this.#get(laneRecords);
    while (this.#resolved < end) this.outcomeOf(this.#resolved++);
  }

  /** Moves what kernels have counted to the totals, or to outcomes that are known. */
  sumUp(totals: OutcomeTotals): void {
    this.#slots.addUp();
    const end = this.#get(laneRecords);
    for (let number = firstRecord; number < end; number++) {
      const counts = this.#take(number);
      if (counts.flows === 0 && counts.packets === 0) continue;
      const known = this.#outcomes[number];
      if (known === undefined) totals.add(this.#meanings.decided(number), counts);
      else add(known, counts);
    }
  }

  /** As Lane.isCrowded. */
  get isCrowded(): boolean {
    return this.#get(laneRecords) - this.#needed >= this.#lane.dropAfter;
  }

  /**
   * Leaves out the records that no slot has, when they are summed up; others move up. A flow that is over leaves its to the
   * slot until another takes it. Gives the ids of outcomes that cannot be read anew. To be called between batches: whoever else knows of records must forget them.
   */
  compact(): ReadonlySet<number> {
    const end = this.#get(laneRecords);
    const numbers = new Uint32Array(end);
    const ids = new Set<number>();
    this.#slots.markNumbers(numbers, ids);
    const outcomes: (Judged | undefined)[] = [];
    let next = firstRecord;
    let resolved = firstRecord;
    for (let number = firstRecord; number < end; number++) {
      if (numbers[number] === 0) continue;
      const isResolved = number < this.#resolved;
      if (isResolved || !this.#meanings.isOfKernel(number)) outcomes[next] = this.#outcomes[number];
      if (next < number) this.#move(number, next);
      numbers[number] = next++;
      if (isResolved) resolved = next;
    }
    this.#clear(next, end);
    this.#slots.renumber(numbers);
    this.#set(laneRecords, next);
    this.#needed = next;
    this.#resolved = resolved;
    this.#outcomes = outcomes;
    this.#numbers = [];
    for (const [number, outcome] of outcomes.entries()) {
      if (outcome === undefined) continue;
      this.#numbers[outcome.id] ??= number;
      ids.add(outcome.id);
    }
    return ids;
  }

  /** What a record counts, which it does no longer. */
  #take(number: number): Counts {
    const { doubles } = this.#arena;
    const at = (this.#addresses.records + number * outcomeBytes) / 8;
    const flows = doubles[at + outcomeFlows / 8];
    const packets = doubles[at + outcomePackets / 8];
    const bytes = doubles[at + outcomeCaptured / 8];
    doubles.fill(0, at + outcomeFlows / 8, at + outcomeBytes / 8);
    return { flows, packets, bytes };
  }

  #move(number: number, to: number): void {
    const { bytes } = this.#arena;
    for (const [address, length] of this.#regions) {
      bytes.copyWithin(address + to * length, address + number * length, address + (number + 1) * length);
    }
  }

  #clear(from: number, end: number): void {
    for (const [address, length] of this.#regions)
      this.#arena.bytes.fill(0, address + from * length, address + end * length);
  }

  /** Address, and bytes a record. */
  get #regions(): readonly (readonly [number, number])[] {
    const { records, origins } = this.#addresses;
    return [
      [records, outcomeBytes],
      [origins, originBytes],
    ];
  }

  #know(number: number, outcome: Judged): Judged {
    this.#outcomes[number] = outcome;
    this.#numbers[outcome.id] ??= number;
    return outcome;
  }

  #say(at: number, answer: SideAnswer | undefined): void {
    const { words } = this.#arena;
    words[(at + sayingKind) / 4] = kindOf(answer);
    words[(at + sayingVerdict) / 4] = flowVerdicts.indexOf(answer?.verdict ?? 'allow');
    words[(at + sayingEgress) / 4] = this.#mixedOf(answer, 'egress');
    words[(at + sayingIngress) / 4] = this.#mixedOf(answer, 'ingress');
  }

  /** Of the outcome, if it is this answer that decides. */
  #mixedOf(answer: SideAnswer | undefined, direction: Direction): number {
    if (answer === undefined || kindOf(answer) === sayingDefault)
      return mixedOutcome(flowVerdicts.indexOf('allow'), 0);
    const decider = this.#lane.numbers.of(answer.decider, direction);
    return mixedOutcome(flowVerdicts.indexOf(answer.verdict), decider);
  }

  #get(field: number): number {
    return this.#arena.words[(this.#control + field) / 4];
  }

  #set(field: number, value: number): void {
    this.#arena.words[(this.#control + field) / 4] = value;
  }
}

function add(outcome: Judged, { flows, packets, bytes }: Counts): void {
  outcome.flows += flows;
  outcome.packets += packets;
  outcome.bytes += bytes;
}

function kindOf(answer: SideAnswer | undefined): number {
  if (answer === undefined) return sayingDefault;
  if (answer.verdict !== 'allow') return sayingDenial;
  return answer.decider.by === 'rule' ? sayingRule : sayingDefault;
}
