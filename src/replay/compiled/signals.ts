import type { Arena } from './arena.ts';

/** Words of one signal: a cache line, with room for what belongs to it. */
export const signalWords = 16;
const stateWord = 0;
/**
 * How many sleep until the state changes: to wake up nobody costs as much as to wake up somebody. Counted, since one
 * may fall asleep on a signal before the other, who slept on it, has noticed that it is awake.
 */
const sleepersWord = 1;
/** Words from here on are whatever its users agree on. */
const firstOwnWord = 2;
/**
 * Milliseconds that a state is looked at before one sleeps. To be woken up takes a system call of the other thread and
 * the start of a processor: longer than a batch takes, so that who is in step never sleeps.
 */
const patience = 0.2;
/** Looks between two at the clock. */
const looks = 100;

export function signalsBytes(count: number): number {
  return count * signalWords * 4;
}

/** States in shared memory, through which two threads hand over to each other what stands beside them. */
export class Signals {
  readonly #words: Int32Array<ArrayBufferLike>;

  constructor(arena: Arena, address: number, count: number) {
    this.#words = new Int32Array(arena.memory.buffer, address, count * signalWords);
  }

  is(number: number, state: number): boolean {
    return Atomics.load(this.#words, number * signalWords + stateWord) === state;
  }

  /** Waits until it has the state, for so many milliseconds. Says whether it has. */
  waitFor(number: number, state: number, milliseconds: number): boolean {
    if (this.is(number, state)) return true;
    if (milliseconds === 0) return false;
    this.#wait(number, (now) => now === state, milliseconds);
    return this.is(number, state);
  }

  /** Waits until it has another state, for so many milliseconds. Says whether it has. */
  waitWhile(number: number, state: number, milliseconds: number): boolean {
    this.#wait(number, (now) => now !== state, milliseconds);
    return !this.is(number, state);
  }

  set(number: number, state: number): void {
    const at = number * signalWords;
    Atomics.store(this.#words, at + stateWord, state);
    if (Atomics.load(this.#words, at + sleepersWord) > 0) Atomics.notify(this.#words, at + stateWord);
  }

  /** `word` from 0. What is put before set() is there when the other thread sees the state. */
  get(number: number, word: number): number {
    return this.#words[number * signalWords + firstOwnWord + word];
  }

  put(number: number, word: number, value: number): void {
    this.#words[number * signalWords + firstOwnWord + word] = value;
  }

  #wait(number: number, isReached: (state: number) => boolean, milliseconds: number): void {
    const at = number * signalWords + stateWord;
    const end = performance.now() + patience;
    do {
      for (let look = 0; look < looks; look++) if (isReached(Atomics.load(this.#words, at))) return;
    } while (performance.now() < end);
    this.#sleep(number, isReached, milliseconds);
  }

  /** Until the state changes for the first time; not at all if it is what is waited for. */
  #sleep(number: number, isReached: (state: number) => boolean, milliseconds: number): void {
    const at = number * signalWords;
    Atomics.add(this.#words, at + sleepersWord, 1);
    const now = Atomics.load(this.#words, at + stateWord);
    if (!isReached(now)) Atomics.wait(this.#words, at + stateWord, now, milliseconds);
    Atomics.sub(this.#words, at + sleepersWord, 1);
  }
}
