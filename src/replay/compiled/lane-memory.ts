import { buildImage, type ImageFacts, imageFacts } from '../../compile/image.ts';
import type { NumberedPlace } from '../../compile/place-facts.ts';
import { CompiledJudge } from '../../engine/compiled.ts';
import type { Judge } from '../../engine/judge.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { flowLane, flowRowBytes } from '../../kernels/flow-layout.ts';
import { imagePlaces, placeShift } from '../../kernels/image-layout.ts';
import {
  fewestAnswers,
  keyedBytes,
  laneAnswered,
  laneAnswers,
  laneAnswersMask,
  laneBytes,
  laneChecksumHigh,
  laneChecksumLow,
  laneFrom,
  laneFull,
  laneImage,
  laneMemory,
  laneMemoryMask,
  laneNames,
  laneNonIp,
  laneRecords,
  laneRefused,
  laneSlotShift,
  laneSlots,
  laneUngoverned,
  mostAnswers,
  mostRecords,
  slotBytes,
} from '../../kernels/lane-layout.ts';
import type { IpAddress } from '../../net/address.ts';
import type { NamelessConnection } from '../connection.ts';
import type { Judged } from '../judged.ts';
import type { Lane } from '../lane.ts';
import type { Arena, ArenaPlan } from './arena.ts';
import { CountingSlots } from './counting-slots.ts';
import { KeyedTable } from './keyed-table.ts';
import { NameFilter, planNames } from './name-filter.ts';
import { OutcomeRecords, planRecords, type RecordAddresses, sayingsBytes } from './outcome-records.ts';
import type { SlotMemory } from './page-toucher.ts';

/** Pairs that the tables do not cover are many where each node asks its own pods whether they are well. */
const memoryCells = 1 << 17;

interface PlacedImage {
  readonly bytes: Uint8Array;
  readonly address: number;
  /** Address of what the answers of its judge say. */
  readonly sayings: number;
}

/** Where the parts of a lane will stand. */
export class LanePlan {
  readonly lane: Lane;
  readonly addresses: Readonly<Record<'control' | 'answers' | 'memory' | 'names', number>>;
  /** Where the outcomes of flows stand: in the rows of the flow table, or by themselves. */
  readonly slots: SlotMemory;
  readonly isInRows: boolean;
  readonly records: RecordAddresses;
  readonly images: ReadonlyMap<Judge, PlacedImage>;
  /** A service may answer at this address. */
  readonly isFrontend: (address: IpAddress) => boolean;
  /** Some backend of a service may have a DNS name, now or later. */
  readonly mayNameBackends: boolean;
  /** What of its policies was too large for an image: judges without one are asked for every connection. */
  readonly beyond: string[] = [];

  /** `rows`: those of the flow table, which have room for one lane; all others need so many slots of their own. */
  constructor(lane: Lane, inventory: Inventory, slots: number, plan: ArenaPlan, rows?: number) {
    this.lane = lane;
    this.isInRows = rows !== undefined;
    this.slots =
      rows === undefined
        ? { address: plan.add(slots * slotBytes), bytes: slotBytes }
        : { address: rows + flowLane, bytes: flowRowBytes };
    this.addresses = {
      control: plan.add(laneBytes),
      answers: plan.add(mostAnswers * 4),
      memory: plan.add(memoryCells * keyedBytes),
      names: planNames(plan),
    };
    this.records = planRecords(plan);
    const facts = imageFacts(inventory);
    this.isFrontend = facts.isFrontend;
    this.mayNameBackends = facts.mayNameBackends;
    const images = new Map<Judge, PlacedImage>();
    for (const judge of lane.judges) {
      const image = imageOf(judge, facts);
      if (typeof image === 'string') this.beyond.push(image);
      if (typeof image !== 'object') continue;
      const { bytes, answers } = image;
      images.set(judge, {
        bytes,
        address: plan.add(bytes.length),
        sayings: plan.add(sayingsBytes(answers)),
      });
    }
    this.images = images;
  }
}

/** Or what was too large for one; undefined for a judge that has no tables by its nature. */
function imageOf(
  judge: Judge,
  facts: ImageFacts,
): { readonly bytes: Uint8Array; readonly answers: number } | string | undefined {
  if (!(judge instanceof CompiledJudge)) return undefined;
  const { lookup } = judge;
  if (lookup === undefined) return judge.beyond;
  return { bytes: buildImage(lookup, facts), answers: lookup.answers.all.length };
}

/** Some rules, now or later, go by DNS names. */
export function usesNames(lane: Lane): boolean {
  return lane.judges.some((judge) => !(judge instanceof CompiledJudge) || judge.lookup?.usesNames !== false);
}

/** A lane as the judge kernel sees it, and what TypeScript does to it. */
export class LaneMemory {
  readonly lane: Lane;
  /** Address of the control block. */
  readonly control: number;
  /** What grows with the flow table. */
  readonly slots: SlotMemory;
  /** It is in the rows of the flow table. */
  readonly isInRows: boolean;
  /** The lane must know the time of every packet. */
  readonly usesNames: boolean;
  readonly #arena: Arena;
  readonly #images: ReadonlyMap<Judge, PlacedImage>;
  readonly #isFrontend: (address: IpAddress) => boolean;
  readonly #mayNameBackends: boolean;
  readonly #records: OutcomeRecords;
  readonly #memory: KeyedTable;
  readonly #names: NameFilter;
  #judge: Judge | undefined;
  /** Policy changes of the lane that were followed; -1: not even the first policies. */
  #changesDone = -1;

  /** `used`: slots of the flow table from this one on were never used. */
  constructor(plan: LanePlan, arena: Arena, used: () => number) {
    const { lane, addresses, records, images, slots, isInRows } = plan;
    this.lane = lane;
    this.control = addresses.control;
    this.slots = slots;
    this.isInRows = isInRows;
    this.usesNames = usesNames(lane);
    this.#arena = arena;
    this.#images = images;
    this.#isFrontend = plan.isFrontend;
    this.#mayNameBackends = plan.mayNameBackends;
    const counting = new CountingSlots({ arena, slots, records: records.records, used });
    this.#records = new OutcomeRecords({ arena, control: addresses.control, lane, slots: counting }, records);
    this.#memory = new KeyedTable(arena, addresses.memory, memoryCells);
    this.#names = new NameFilter(arena, addresses.names);
    if (this.usesNames) lane.names.tellOf((address) => this.#names.add(address));
    this.#set(laneNames, addresses.names);
    lane.share(counting, this.#records);
    for (const { bytes, address } of images.values()) arena.bytes.set(bytes, address);
    this.#set(laneSlots, slots.address);
    this.#set(laneSlotShift, Math.log2(slots.bytes));
    this.#set(laneAnswers, addresses.answers);
    this.#set(laneAnswersMask, fewestAnswers - 1);
    this.#set(laneFrom, 1);
    this.#set(laneMemory, this.#memory.address);
    this.#set(laneMemoryMask, this.#memory.mask);
    this.follow();
  }

  /** To be called before other policies come into force. */
  resolve(): void {
    this.#records.resolve();
  }

  wordOf(outcome: Judged): number {
    return this.#records.wordOf(outcome);
  }

  outcomeOf(word: number): Judged {
    return this.#records.outcomeOf(word);
  }

  /** Follows what TypeScript has done to the lane: other policies. */
  follow(): void {
    if (this.#changesDone === this.lane.changesDone) return;
    this.#changesDone = this.lane.changesDone;
    // New memory is zero, and stays untouched.
    if (this.#judge !== undefined) this.#forget();
    this.#judge = this.lane.judgeNow;
    const placed = this.#images.get(this.#judge);
    this.#set(laneImage, placed?.address ?? 0);
    if (placed !== undefined) this.#records.use(this.#judge as CompiledJudge, placed.sayings);
  }

  /** As Lane.tidy, but between batches: rows that are looked up ahead know numbers of records. */
  tidy(): void {
    if (!this.#records.isCrowded && !this.lane.isCrowded) return;
    this.lane.sumUp();
    this.lane.dropOthers(this.#records.compact());
    this.#forget();
  }

  /** What was decided before. */
  #forget(): void {
    for (const field of [laneRefused, laneFull, laneUngoverned, laneNonIp]) this.#set(field, 0);
    const answers = this.#arena.wordsAt(this.#get(laneAnswers), fewestAnswers);
    answers.fill(0);
    this.#set(laneAnswersMask, fewestAnswers - 1);
    this.#set(laneAnswered, 0);
    this.#set(laneFrom, this.#get(laneRecords));
    this.#memory.clear();
  }

  /** A connection was judged as it opened: whatever is judged alike has this outcome. */
  remember(connection: NamelessConnection, outcome: Judged): Judged {
    const word = this.#records.wordOf(outcome);
    if (word < mostRecords) this.#keep(connection, word);
    return outcome;
  }

  /** Packets that fit no connection are all refused alike where policies govern an end, and pass elsewhere. */
  rememberInvalid(outcome: Judged): Judged {
    return this.#rememberIn(outcome.verdict === 'allow' ? laneUngoverned : laneRefused, outcome);
  }

  /** The same of packets for which the flow table has no room. */
  rememberFull(outcome: Judged): Judged {
    return this.#rememberIn(outcome.verdict === 'allow' ? laneUngoverned : laneFull, outcome);
  }

  rememberNonIp(outcome: Judged): Judged {
    return this.#rememberIn(laneNonIp, outcome);
  }

  /** Adds the kernel's sum to the lane's checksum. To be called once, at the end. */
  settle(): void {
    this.lane.checksum.addSum(this.#get(laneChecksumHigh), this.#get(laneChecksumLow));
  }

  #keep(connection: NamelessConnection, word: number): void {
    const judge = this.#judge;
    const image = this.#get(laneImage);
    if (image === 0 || !(judge instanceof CompiledJudge)) return;
    const { lookup } = judge;
    if (lookup === undefined) return;
    if (lookup.usesNames && this.#mayHaveNames(connection)) return;
    const source = lookup.placeOf(connection.source.address);
    const destination = lookup.placeOf(connection.destination.address);
    const traffic = lookup.trafficWord(trafficOf(connection));
    // What the image answers the kernel looks up there.
    if (lookup.covers(source, destination) && !this.#isFrontend(connection.destination.address)) return;
    const what = (connection.protocol << 16) | (connection.destinationPort ?? 0);
    this.#memory.set(this.#placeAt(image, source), this.#placeAt(image, destination), what, traffic, word);
  }

  /** Or one of the backends that are judged in place of a service has some, or will have. */
  #mayHaveNames({ source, destination }: NamelessConnection): boolean {
    if (this.#mayNameBackends && this.#isFrontend(destination.address)) return true;
    return this.#names.mayHave(source.address) || this.#names.mayHave(destination.address);
  }

  #placeAt(image: number, { id }: NumberedPlace): number {
    return image + this.#arena.words[(image + imagePlaces) / 4] + (id << placeShift);
  }

  #rememberIn(field: number, outcome: Judged): Judged {
    const word = this.#records.wordOf(outcome);
    if (word < mostRecords) this.#set(field, word);
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
