/** What ends at a time. */
export interface Ending {
  /** Microseconds since 1970. */
  readonly expiry: number;
  /** Nobody waits for its end any more. */
  isGone: boolean;
}

/**
 * Items by when they end: a binary heap. An item that is gone is found out when its turn comes; when more than half of the
 * items are gone they are left out.
 */
export class ExpiryQueue<T extends Ending> {
  #heap: T[] = [];
  #gone = 0;

  /** Nothing in it ends before; infinite where there is nothing. */
  get first(): number {
    return this.#heap.length === 0 ? Number.POSITIVE_INFINITY : this.#heap[0].expiry;
  }

  /** Those that are gone and not left out yet among them. */
  get size(): number {
    return this.#heap.length;
  }

  add(item: T): void {
    this.#heap.push(item);
    this.#rise(this.#heap.length - 1);
  }

  /** An item of the queue is gone from now on. */
  leave(item: T): void {
    item.isGone = true;
    this.#gone++;
    if (this.#gone * 2 > this.#heap.length) this.#rebuild();
  }

  /** Takes out, in the order of their ends, all that end before `now`. */
  takeBefore(now: number): T[] {
    const over: T[] = [];
    while (this.first < now) {
      const item = this.#takeFirst();
      if (item.isGone) this.#gone--;
      else over.push(item);
    }
    return over;
  }

  #takeFirst(): T {
    const first = this.#heap[0];
    const last = this.#heap.pop() as T;
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return first;
  }

  #rebuild(): void {
    this.#heap = this.#heap.filter(({ isGone }) => !isGone);
    this.#gone = 0;
    for (let at = (this.#heap.length >>> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  #rise(from: number): void {
    const heap = this.#heap;
    const entry = heap[from];
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (heap[parent].expiry <= entry.expiry) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = entry;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const entry = heap[from];
    let at = from;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1].expiry < heap[child].expiry) child++;
      if (entry.expiry <= heap[child].expiry) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = entry;
  }
}
