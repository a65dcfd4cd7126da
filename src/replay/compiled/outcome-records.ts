import type { SideAnswer } from '../../compile/answers.ts';
import type { CompiledJudge } from '../../engine/compiled.ts';
import type { Direction } from '../../ir/policy.ts';
import {
  laneOrigins,
  laneOutcomes,
  laneRecords,
  laneSayings,
  mostRecords,
  originAmbiguous,
  originBytes,
  originDestination,
  originSource,
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
import type { Arena, ArenaPlan } from './arena.ts';
import type { CountingSlots } from './counting-slots.ts';

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
 * what it means is read here when somebody asks, of all that are left behind the last packet. TypeScript makes a record
 * for each outcome that it does not know to have one, so several may have the same.
 */
export class OutcomeRecords implements OutcomeWords {
  readonly #arena: Arena;
  readonly #control: number;
  readonly #lane: Lane;
  readonly #slots: CountingSlots;
  readonly #addresses: RecordAddresses;
  /** By number of the record, as far as somebody has asked. */
  readonly #outcomes: (Judged | undefined)[] = [];
  /** Of all records below, somebody has asked. */
  #resolved = firstRecord;
  /** By id of the outcome: the first of its records. */
  readonly #numbers: (number | undefined)[] = [];
  #judge: CompiledJudge | undefined;

  constructor({ arena, control, lane, slots }: RecordsParts, addresses: RecordAddresses) {
    this.#arena = arena;
    this.#control = control;
    this.#lane = lane;
    this.#slots = slots;
    this.#addresses = addresses;
    this.#set(laneOutcomes, addresses.records);
    this.#set(laneOrigins, addresses.origins);
    this.#set(laneRecords, firstRecord);
  }

  /** From now on kernels combine answers of this judge; what they say goes to `sayings`. */
  use(judge: CompiledJudge | undefined, sayings: number): void {
    this.#judge = judge;
    this.#set(laneSayings, sayings);
    for (const [id, answer] of (judge?.tables?.answers.all ?? []).entries()) {
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
    return this.#outcomes[number] ?? this.#know(number, this.#read(number));
  }

  /** Reads what the records mean that kernels have made. To be called before other policies come into force. */
  resolve(): void {
    const end = this.#get(laneRecords);
    while (this.#resolved < end) this.outcomeOf(this.#resolved++);
  }

  /** Moves what kernels have counted to the outcomes. */
  settle(): void {
    this.resolve();
    this.#slots.addUp();
    const { doubles } = this.#arena;
    const end = this.#get(laneRecords);
    for (let number = firstRecord; number < end; number++) {
      const at = (this.#addresses.records + number * outcomeBytes) / 8;
      const outcome = this.#outcomes[number] as Judged;
      outcome.flows += doubles[at + outcomeFlows / 8];
      outcome.packets += doubles[at + outcomePackets / 8];
      outcome.bytes += doubles[at + outcomeCaptured / 8];
      doubles.fill(0, at + outcomeFlows / 8, at + outcomeBytes / 8);
    }
  }

  #know(number: number, outcome: Judged): Judged {
    this.#outcomes[number] = outcome;
    this.#numbers[outcome.id] ??= number;
    return outcome;
  }

  #read(number: number): Judged {
    const { words } = this.#arena;
    const at = (this.#addresses.origins + number * originBytes) / 4;
    const judge = this.#judge as CompiledJudge;
    const { answers, places } = judge.tables as NonNullable<CompiledJudge['tables']>;
    const isAmbiguous = (words[at + 3] & originAmbiguous) !== 0;
    const ids = [words[at], words[at + 1], words[at + 2], words[at + 3] & ~originAmbiguous];
    const given = ids.map((id) => answers.all[id]);
    const source = places[words[at + originSource / 4]];
    const destination = places[words[at + originDestination / 4]];
    const judgement = judge.fromAnswers(given, source, destination);
    return this.#lane.outcomeOfJudgement(judgement, isAmbiguous ? 'ambiguous-backend' : judgement.reason);
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

function kindOf(answer: SideAnswer | undefined): number {
  if (answer === undefined) return sayingDefault;
  if (answer.verdict !== 'allow') return sayingDenial;
  return answer.decider.by === 'rule' ? sayingRule : sayingDefault;
}
