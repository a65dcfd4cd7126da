import type { Place } from '../places.ts';
import type { Positions } from './positions.ts';
import type { Ranges } from './ranges.ts';

/**
 * The places whose holders are asked, numbered in the order of their positions: those that one entity holds. What rules say
 * of the own end of others nobody asks, so they make no gaps.
 */
export class AskedPlaces {
  readonly size: number;
  /** All from this number on are of IPv6, and none before. */
  readonly first6: number;
  /** By position: how many stand before it. */
  readonly #before: Int32Array;
  readonly #positions: Positions;

  constructor(places: readonly Place[], positions: Positions) {
    this.#positions = positions;
    this.#before = new Int32Array(positions.size + 1);
    for (const [id, place] of places.entries()) if (isAsked(place)) this.#before[positions.of[id] + 1] = 1;
    for (let at = 1; at <= positions.size; at++) this.#before[at] += this.#before[at - 1];
    this.size = this.#before[positions.size];
    this.first6 = this.#before[positions.first6];
  }

  /** Of the place; without meaning for one that is not asked. */
  numberOf(id: number): number {
    return this.#before[this.#positions.of[id]];
  }

  /** Of those at these positions. */
  numbersOf(positions: Ranges): Ranges {
    const ends: number[] = [];
    let last = -1;
    for (let i = 0; i < positions.length; i += 2) {
      const from = this.#before[positions[i]];
      const to = this.#before[positions[i + 1]];
      if (from === to) continue;
      if (from === last) ends[ends.length - 1] = to;
      else ends.push(from, to);
      last = to;
    }
    return Int32Array.from(ends);
  }
}

/** Of several holders each may say something else: TypeScript combines that. */
export function isAsked({ holders }: Place): boolean {
  return holders.length === 1;
}
