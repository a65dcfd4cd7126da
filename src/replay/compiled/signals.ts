import type { Arena } from './arena.ts';

/** Words of one signal: a cache line, with room for what belongs to it. */
const signalWords = 16;
const stateWord = 0;
/** Words from here on are whatever its users agree on. */
const firstOwnWord = 1;

/** Looks at a state before one sleeps: about a microsecond. */
const looks = 50;
/**
 * Milliseconds of the first sleep, and of the longest. Nobody is woken up: for the other thread that would be a system
 * call for each batch, and the start of a halted processor, which takes as long as a batch does. To look again is
 * cheap, and a ring of batches covers for who sleeps a little too long.
 */
const firstSleep = 0.05;
const longestSleep = 1;

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
    return this.#wait(number, state, true, milliseconds);
  }

  /** Waits until it has another state, for so many milliseconds. Says whether it has. */
  waitWhile(number: number, state: number, milliseconds: number): boolean {
    return this.#wait(number, state, false, milliseconds);
  }

  set(number: number, state: number): void {
    Atomics.store(this.#words, number * signalWords + stateWord, state);
  }

  /** `word` from 0. What is put before set() is there when the other thread sees the state. */
  get(number: number, word: number): number {
    return this.#words[number * signalWords + firstOwnWord + word];
  }

  put(number: number, word: number, value: number): void {
    this.#words[number * signalWords + firstOwnWord + word] = value;
  }

  /** Until it is true or false that it has the state. */
  #wait(number: number, state: number, wanted: boolean, milliseconds: number): boolean {
    const words = this.#words;
    const at = number * signalWords + stateWord;
    if ((Atomics.load(words, at) === state) === wanted) return true;
    if (milliseconds === 0) return false;
    for (let look = 0; look < looks; look++) if ((Atomics.load(words, at) === state) === wanted) return true;
    const end = performance.now() + milliseconds;
    for (let sleep = firstSleep; performance.now() < end; sleep = Math.min(2 * sleep, longestSleep)) {
      Atomics.wait(words, at, Atomics.load(words, at), sleep);
      if ((Atomics.load(words, at) === state) === wanted) return true;
    }
    return false;
  }
}
