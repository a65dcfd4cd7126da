import { frontendTest } from '../../compile/frontends.ts';
import { buildImage } from '../../compile/image.ts';
import type { TablePlace } from '../../compile/tables.ts';
import { BeyondTables } from '../../compile/traffic.ts';
import { CompiledJudge } from '../../engine/compiled.ts';
import type { Judge } from '../../engine/judge.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { imagePlaces, placeShift } from '../../kernels/image-layout.ts';
import {
  keyedBytes,
  laneAnswers,
  laneAnswersMask,
  laneAsked,
  laneAskedAnswers,
  laneAskedDestination,
  laneAskedSource,
  laneBytes,
  laneChecksumHigh,
  laneChecksumLow,
  laneImage,
  laneMemory,
  laneMemoryMask,
  laneNonIp,
  laneOutcomes,
  laneRefused,
  laneSlots,
  laneUngoverned,
  outcomeBytes,
  outcomeCaptured,
  outcomeFlows,
  outcomeMixed,
  outcomePackets,
} from '../../kernels/lane-layout.ts';
import type { IpAddress } from '../../net/address.ts';
import { flowVerdicts } from '../../verdict/verdict.ts';
import { mixedOutcome } from '../checksum.ts';
import type { NamelessConnection } from '../connection.ts';
import type { Judged } from '../judged.ts';
import type { Lane } from '../lane.ts';
import type { Arena, ArenaPlan } from './arena.ts';
import { KeyedTable } from './keyed-table.ts';

/** More outcomes than this and the rest are looked up in TypeScript. */
export const mostOutcomes = 1 << 18;
const answerCells = 1 << 17;
const memoryCells = 1 << 14;

interface PlacedImage {
  readonly bytes: Uint8Array;
  readonly address: number;
}

/** Where the parts of a lane will stand. */
export class LanePlan {
  readonly lane: Lane;
  readonly slots: number;
  readonly addresses: Readonly<Record<'control' | 'slots' | 'outcomes' | 'answers' | 'memory', number>>;
  readonly images: ReadonlyMap<Judge, PlacedImage>;
  readonly isFrontend: (address: IpAddress) => boolean;

  constructor(lane: Lane, inventory: Inventory, slots: number, plan: ArenaPlan) {
    this.lane = lane;
    this.slots = slots;
    this.addresses = {
      control: plan.add(laneBytes),
      slots: plan.add(slots * 4),
      outcomes: plan.add(mostOutcomes * outcomeBytes),
      answers: plan.add(answerCells * keyedBytes),
      memory: plan.add(memoryCells * keyedBytes),
    };
    this.isFrontend = frontendTest(inventory);
    const images = new Map<Judge, PlacedImage>();
    for (const judge of lane.judges) {
      const bytes = imageOf(judge, this.isFrontend);
      if (bytes !== undefined) images.set(judge, { bytes, address: plan.add(bytes.length) });
    }
    this.images = images;
  }
}

/** Undefined where the set is beyond tables: the judge is then asked for every connection. */
function imageOf(judge: Judge, isFrontend: (address: IpAddress) => boolean): Uint8Array | undefined {
  const tables = judge instanceof CompiledJudge ? judge.tables : undefined;
  if (tables === undefined) return undefined;
  try {
    return buildImage(tables, { isFrontend });
  } catch (error) {
    if (error instanceof BeyondTables) return undefined;
    throw error;
  }
}

/** A lane as the judge kernel sees it, and what TypeScript does to it. */
export class LaneMemory {
  readonly lane: Lane;
  /** Address of the control block. */
  readonly control: number;
  /** Some rules, now or later, go by DNS names: the lane must know the time of every packet. */
  readonly usesNames: boolean;
  readonly #arena: Arena;
  readonly #images: ReadonlyMap<Judge, PlacedImage>;
  readonly #isFrontend: (address: IpAddress) => boolean;
  readonly #outcomes: number;
  readonly #answers: KeyedTable;
  readonly #memory: KeyedTable;
  #judge: Judge | undefined;
  /** Policy changes of the lane that were followed; -1: not even the first policies. */
  #changesDone = -1;
  #recorded = 0;

  constructor({ lane, addresses, images, slots, isFrontend }: LanePlan, arena: Arena) {
    this.lane = lane;
    this.control = addresses.control;
    this.usesNames = lane.judges.some(
      (judge) => !(judge instanceof CompiledJudge) || judge.tables?.usesNames !== false,
    );
    this.#arena = arena;
    this.#images = images;
    this.#isFrontend = isFrontend;
    this.#outcomes = addresses.outcomes;
    this.#answers = new KeyedTable(arena, addresses.answers, answerCells);
    this.#memory = new KeyedTable(arena, addresses.memory, memoryCells);
    lane.share(arena.wordsAt(addresses.slots, slots), mostOutcomes);
    for (const { bytes, address } of images.values()) arena.bytes.set(bytes, address);
    this.#set(laneSlots, addresses.slots);
    this.#set(laneOutcomes, addresses.outcomes);
    this.#set(laneAnswers, this.#answers.address);
    this.#set(laneAnswersMask, this.#answers.mask);
    this.#set(laneMemory, this.#memory.address);
    this.#set(laneMemoryMask, this.#memory.mask);
    this.follow();
  }

  /** Follows what TypeScript has done to the lane: new outcomes, other policies. */
  follow(): void {
    const { length } = this.lane.outcomes.all;
    while (this.#recorded < Math.min(length, mostOutcomes - 1)) this.#record();
    if (this.#changesDone === this.lane.changesDone) return;
    this.#changesDone = this.lane.changesDone;
    // New memory is zero, and stays untouched.
    if (this.#judge !== undefined) this.#forget();
    this.#judge = this.lane.judgeNow;
    this.#set(laneImage, this.#images.get(this.#judge)?.address ?? 0);
  }

  /** What other policies have decided. */
  #forget(): void {
    for (const field of [laneRefused, laneUngoverned, laneNonIp]) this.#set(field, 0);
    this.#answers.clear();
    this.#memory.clear();
  }

  /** Opens the connection for which the kernel has just asked, if its tables have the answers; undefined if not. */
  openAsked(slot: number): Judged | undefined {
    const judge = this.#judge;
    if (this.#get(laneAsked) === 0 || !(judge instanceof CompiledJudge) || judge.tables === undefined)
      return undefined;
    const { answers, places } = judge.tables;
    const at = (this.control + laneAskedAnswers) / 4;
    const [k0, k1, k2, k3] = this.#arena.words.subarray(at, at + 4);
    const source = places[this.#placeNumber(this.#get(laneAskedSource))];
    const destination = places[this.#placeNumber(this.#get(laneAskedDestination))];
    const given = [k0, k1, k2, k3].map((id) => answers.all[id]);
    const outcome = this.lane.openJudged(slot, judge.fromAnswers(given, source, destination));
    const word = this.lane.wordOf(outcome);
    this.follow();
    if (word < mostOutcomes) this.#answers.set(k0, k1, k2, k3, word);
    return outcome;
  }

  /** A connection was judged as it opened: whatever is judged alike has this outcome. */
  remember(connection: NamelessConnection, outcome: Judged): Judged {
    const word = this.lane.wordOf(outcome);
    this.follow();
    if (word < mostOutcomes) this.#keep(connection, word);
    return outcome;
  }

  /** Packets that fit no connection are all refused alike where policies govern an end, and pass elsewhere. */
  rememberInvalid(outcome: Judged): Judged {
    return this.#rememberIn(outcome.verdict === 'allow' ? laneUngoverned : laneRefused, outcome);
  }

  rememberNonIp(outcome: Judged): Judged {
    return this.#rememberIn(laneNonIp, outcome);
  }

  /** Adds what the kernel has counted to the outcomes and to the checksum. To be called once, at the end. */
  settle(): void {
    const { doubles } = this.#arena;
    for (let id = 0; id < this.#recorded; id++) {
      const at = this.#outcomes + (id + 1) * outcomeBytes;
      const outcome = this.lane.outcomes.get(id);
      outcome.flows += doubles[(at + outcomeFlows) / 8];
      outcome.packets += doubles[(at + outcomePackets) / 8];
      outcome.bytes += doubles[(at + outcomeCaptured) / 8];
    }
    this.lane.checksum.addSum(this.#get(laneChecksumHigh), this.#get(laneChecksumLow));
  }

  #record(): void {
    const outcome = this.lane.outcomes.get(this.#recorded++);
    const at = this.#outcomes + (outcome.id + 1) * outcomeBytes;
    const mixed = mixedOutcome(flowVerdicts.indexOf(outcome.verdict), outcome.decider);
    this.#arena.words[(at + outcomeMixed) / 4] = mixed;
  }

  #keep(connection: NamelessConnection, word: number): void {
    const judge = this.#judge;
    const image = this.#get(laneImage);
    if (image === 0 || !(judge instanceof CompiledJudge)) return;
    const { tables } = judge;
    if (tables === undefined || tables.usesNames) return;
    const source = tables.placeOf(connection.source.address);
    const destination = tables.placeOf(connection.destination.address);
    const traffic = tables.traffic.of(trafficOf(connection));
    // What the tables cover the kernel looks up there: see openAsked.
    if (tables.covers(source, destination) && !this.#isFrontend(connection.destination.address)) return;
    const what = (connection.protocol << 16) | (connection.destinationPort ?? 0);
    this.#memory.set(this.#placeAt(image, source), this.#placeAt(image, destination), what, traffic, word);
  }

  #placeAt(image: number, { id }: TablePlace): number {
    return image + this.#arena.words[(image + imagePlaces) / 4] + (id << placeShift);
  }

  #placeNumber(address: number): number {
    const image = this.#get(laneImage);
    return (address - image - this.#arena.words[(image + imagePlaces) / 4]) >>> placeShift;
  }

  #rememberIn(field: number, outcome: Judged): Judged {
    const word = this.lane.wordOf(outcome);
    this.follow();
    if (word < mostOutcomes) this.#set(field, word);
    return outcome;
  }

  #get(field: number): number {
    return this.#arena.words[(this.control + field) / 4];
  }

  #set(field: number, value: number): void {
    this.#arena.words[(this.control + field) / 4] = value;
  }
}

function trafficOf({ protocol, sourcePort, destinationPort, icmp }: NamelessConnection) {
  return { protocol, sourcePort, destinationPort, icmp };
}
