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
  /** By place of a rule. */
  readonly numbers: Int32Array;
  /** By number; -1 for those that no rule has. */
  readonly places: Int32Array;

  /** For so many rules; `dimensions` say of the place of each whether it has keys there. */
  constructor(rules: number, dimensions: readonly { hasKeys(place: number): boolean }[]) {
    const members = new Map<number, number[]>();
    for (let place = 0; place < rules; place++) {
      const shape = dimensions.reduce((bits, one, at) => bits | (Number(one.hasKeys(place)) << at), 0);
      const own = members.get(shape);
      if (own === undefined) members.set(shape, [place]);
      else own.push(place);
    }
    this.numbers = new Int32Array(rules);
    const all: Shape[] = [];
    let from = 0;
    for (const own of members.values()) {
      for (const [at, place] of own.entries()) this.numbers[place] = from * blockRules + at;
      const to = from + Math.ceil(own.length / blockRules);
      all.push({ from, to });
      from = to;
    }
    this.all = all;
    this.blocks = from;
    this.places = new Int32Array(from * blockRules).fill(-1);
    for (let place = 0; place < rules; place++) this.places[this.numbers[place]] = place;
  }
}
