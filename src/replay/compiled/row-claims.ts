import type { Kernels } from '../../kernels/load.ts';

/**
 * The time of two batches in so many is taken, but not of the first, when code and memory are cold: one of them is done the other
 * way than the rest.
 */
const trialEvery = 32;
/** Weight of the last batch in the mean, and what it counts for at the most: a thread may be interrupted. */
const weight = 0.5;
const mostTimes = 2;

/**
 * Decides whether rows that another thread has read are written to beforehand (claimRows). Where processors share a cache
 * that costs a tenth; where they do not, it saves a third and more. Which of both it is changes while a replay runs, as
 * threads and virtual processors are moved, so the time is taken. Nothing else depends on it.
 */
export class RowClaims {
  readonly #kernels: Kernels;
  /** Milliseconds a row, without claiming and with; 0: not known. */
  readonly #means = [0, 0];
  /** That had rows: a file ends with one of none, which would be the trial of every file that is read at once. */
  #batches = 0;
  /** 1: claiming. */
  #better = 0;
  #rows = 0;
  #claims = 0;
  /** performance.now(); 0: the time of this batch is not taken. */
  #began = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /** Before rows are written, from this address on. */
  begin(rows: number): void {
    const number = this.#batches + 1;
    const batch = number % trialEvery;
    this.#claims = batch === 0 ? 1 - this.#better : this.#better;
    this.#began = batch < 2 && number >= trialEvery ? performance.now() : 0;
    // About as many as the last time.
    if (this.#claims === 1) this.#kernels.claimRows(rows, this.#rows);
  }

  /** So many are written. */
  end(count: number): void {
    if (count === 0) return;
    this.#batches++;
    this.#rows = count;
    if (this.#began === 0) return;
    const took = (performance.now() - this.#began) / count;
    const mean = this.#means[this.#claims];
    this.#means[this.#claims] = mean === 0 ? took : mean + weight * (Math.min(took, mostTimes * mean) - mean);
    const [without, with_] = this.#means;
    this.#better = with_ > 0 && with_ < without ? 1 : 0;
    this.#began = 0;
  }
}
