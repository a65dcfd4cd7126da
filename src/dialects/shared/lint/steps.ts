/** About what it takes to tell how much a word is like another. */
export const stepsOfLikeness = 20;

/**
 * What may still be done to find warnings, in entities and terms that are looked at. A warning is a courtesy, and what
 * it takes to find one can grow with rules times pods times ports, or with pairs of policies: sets for which that would
 * be more than some seconds are lowered without the rest of the warnings.
 */
export class Steps {
  #left: number;

  constructor(most = 50_000_000) {
    this.#left = most;
  }

  /** Nothing more is said then. */
  get areUsed(): boolean {
    return this.#left <= 0;
  }

  spend(steps: number): void {
    this.#left -= steps;
  }
}
