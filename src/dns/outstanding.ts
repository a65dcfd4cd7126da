/**
 * Queries that wait for their answer. Bounded: the oldest goes first. The keys are strings, whose hash in V8 has a
 * random seed for each process; numbers from packets never are the keys of a Map.
 */
export class OutstandingQueries {
  readonly #limit: number;
  readonly #timeout: number;
  /** Key -> when it was asked, or `answered`. In order of asking. */
  readonly #queries = new Map<string, { time: number; isAnswered: boolean }>();

  constructor(limit: number, timeoutMicroseconds: number) {
    this.#limit = limit;
    this.#timeout = timeoutMicroseconds;
  }

  get size(): number {
    return this.#queries.size;
  }

  /** The same question again may be answered again. */
  ask(key: string, now: number): void {
    this.#queries.delete(key);
    for (const [oldest, { time }] of this.#queries) {
      if (this.#queries.size < this.#limit && now - time <= this.#timeout) break;
      this.#queries.delete(oldest);
    }
    this.#queries.set(key, { time: now, isAnswered: false });
  }

  /**
   * `first`: the query waits for this. `again`: it was answered before; a second answer is a copy, or a forgery
   * that came too late (RFC 5452 section 4.1). `unasked`: nobody asked, or too long ago.
   */
  answer(key: string, now: number): 'first' | 'again' | 'unasked' {
    const query = this.#queries.get(key);
    if (query === undefined || now - query.time > this.#timeout) return 'unasked';
    if (query.isAnswered) return 'again';
    query.isAnswered = true;
    return 'first';
  }
}
