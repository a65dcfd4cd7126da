import type { RuleKeys } from './keys.ts';
import { blockRules } from './vectors.ts';

/** Rules of one shape: those that have keys in the same dimensions. */
export interface Shape {
  /** Its blocks of numbers, the last one excluded. */
  readonly from: number;
  readonly to: number;
}

/**
 * Numbers for rules by which rules of a shape stand together, in their order, from a new block on. Else words would hold
 * rules of one end's address beside rules of the other's, and each end would leave words of which the two have no rule
 * in common.
 */
export class Shapes {
  readonly all: readonly Shape[];
  readonly blocks: number;
  /** By number; -1 for those that no rule has. */
  readonly places: Int32Array;

  /** For so many rules, with their keys by dimension. */
  constructor(rules: number, dimensions: readonly RuleKeys[]) {
    const members = new Map<number, number[]>();
    for (let place = 0; place < rules; place++) {
      const shape = dimensions.reduce((bits, one, at) => bits | (Number(one[place] !== undefined) << at), 0);
      const own = members.get(shape);
      if (own === undefined) members.set(shape, [place]);
      else own.push(place);
    }
    const all: Shape[] = [];
    const places: number[] = [];
    let from = 0;
    for (const own of members.values()) {
      for (const [at, place] of own.entries()) places[from * blockRules + at] = place;
      const to = from + Math.ceil(own.length / blockRules);
      all.push({ from, to });
      from = to;
    }
    this.all = all;
    this.blocks = from;
    this.places = Int32Array.from({ length: from * blockRules }, (_, number) => places[number] ?? -1);
  }
}
