import {
  outcomeBytes,
  outcomeCaptured,
  outcomeMixed,
  outcomeNumber,
  outcomePackets,
  outcomeUnrecorded,
  slotBytes,
  slotCaptured,
  slotMixed,
  slotPackets,
} from '../../kernels/lane-layout.ts';
import type { OutcomeSlots } from '../outcome-slots.ts';
import type { Arena } from './arena.ts';

const slotWords = slotBytes / 4;

export interface CountingSlotsParts {
  readonly arena: Arena;
  /** Addresses of the slots and of the lane's records. */
  readonly slots: number;
  readonly records: number;
  /** Slots of the flow table from this one on were never used. */
  readonly used: () => number;
}

/** Slots where the judge kernel counts packets of known flows, before they are added to the records. */
export class CountingSlots implements OutcomeSlots {
  readonly #parts: CountingSlotsParts;
  readonly #words: Uint32Array<ArrayBufferLike>;

  constructor(parts: CountingSlotsParts, slots: number) {
    this.#parts = parts;
    this.#words = parts.arena.wordsAt(parts.slots, slots * slotWords);
  }

  get(slot: number): number {
    return this.#words[slot * slotWords];
  }

  set(slot: number, word: number): void {
    const at = slot * slotWords;
    this.#addUp(at);
    this.#words[at] = word;
    const { arena } = this.#parts;
    if (word < outcomeUnrecorded)
      this.#words[at + slotMixed / 4] = arena.words[(this.#recordOf(word) + outcomeMixed) / 4];
  }

  mark(bits: number): void {
    const end = this.#parts.used() * slotWords;
    for (let at = 0; at < end; at += slotWords) this.#words[at] |= bits;
  }

  /** Adds to the records whatever is missing there. */
  addUp(): void {
    const end = this.#parts.used() * slotWords;
    for (let at = 0; at < end; at += slotWords) this.#addUp(at);
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
