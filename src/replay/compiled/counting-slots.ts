import {
  outcomeBytes,
  outcomeCaptured,
  outcomeMixed,
  outcomeNumber,
  outcomePackets,
  outcomeUnrecorded,
  slotCaptured,
  slotMixed,
  slotPackets,
} from '../../kernels/lane-layout.ts';
import type { OutcomeSlots } from '../outcome-slots.ts';
import type { Arena } from './arena.ts';
import type { SlotMemory } from './page-toucher.ts';

export interface CountingSlotsParts {
  readonly arena: Arena;
  readonly slots: SlotMemory;
  /** Address of the lane's records. */
  readonly records: number;
  /** Slots of the flow table from this one on were never used. */
  readonly used: () => number;
}

/** Slots where the judge kernel counts packets of known flows, before they are added to the records. */
export class CountingSlots implements OutcomeSlots {
  readonly #parts: CountingSlotsParts;
  readonly #words: Uint32Array<ArrayBufferLike>;
  /** Words of the first slot, and from one to the next. */
  readonly #first: number;
  readonly #stride: number;

  constructor(parts: CountingSlotsParts) {
    this.#parts = parts;
    this.#words = parts.arena.words;
    this.#first = parts.slots.address / 4;
    this.#stride = parts.slots.bytes / 4;
  }

  get(slot: number): number {
    return this.#words[this.#at(slot)];
  }

  set(slot: number, word: number): void {
    const at = this.#at(slot);
    this.#addUp(at);
    this.#words[at] = word;
    if (word < outcomeUnrecorded)
      this.#words[at + slotMixed / 4] = this.#words[(this.#recordOf(word) + outcomeMixed) / 4];
  }

  mark(bits: number): void {
    const used = this.#parts.used();
    for (let slot = 0; slot < used; slot++) this.#words[this.#at(slot)] |= bits;
  }

  /** Adds to the records whatever is missing there. */
  addUp(): void {
    const used = this.#parts.used();
    for (let slot = 0; slot < used; slot++) this.#addUp(this.#at(slot));
  }

  /** Numbers of the records that slots have, as indices of what is not 0; those of outcomes without one go to `ids`. */
  markNumbers(numbers: Uint32Array, ids: Set<number>): void {
    const used = this.#parts.used();
    for (let slot = 0; slot < used; slot++) {
      const word = this.#words[this.#at(slot)];
      const number = word & outcomeNumber;
      if ((word & outcomeUnrecorded) !== 0) ids.add(number);
      else if (number !== 0) numbers[number] = 1;
    }
  }

  /** Gives records other numbers, by the old ones. */
  renumber(numbers: Uint32Array): void {
    const used = this.#parts.used();
    for (let slot = 0; slot < used; slot++) {
      const at = this.#at(slot);
      const word = this.#words[at];
      if ((word & outcomeUnrecorded) !== 0) continue;
      this.#words[at] = (word & ~outcomeNumber) | numbers[word & outcomeNumber];
    }
  }

  #at(slot: number): number {
    return this.#first + slot * this.#stride;
  }

  #addUp(at: number): void {
    const words = this.#words;
    const packets = words[at + slotPackets / 4];
    if (packets === 0) return;
    const { doubles } = this.#parts.arena;
    const record = this.#recordOf(words[at]);
    doubles[(record + outcomePackets) / 8] += packets;
    doubles[(record + outcomeCaptured) / 8] += words[at + slotCaptured / 4];
    words[at + slotPackets / 4] = 0;
    words[at + slotCaptured / 4] = 0;
  }

  /** Address. */
  #recordOf(word: number): number {
    return this.#parts.records + (word & outcomeNumber) * outcomeBytes;
  }
}
