import type { Rule } from '../../ir/policy.ts';
import type { Question } from '../../reference/match.ts';
import { addressKeys, holderKeys, type KeyKinds, portKey, waysTo } from './keys.ts';

/**
 * Rules in order, each found by one of its keys: that of its remote end, its own end or its destination port, by which
 * of these the fewest rules are found. It takes memory for each key of a rule once, whatever the rules are.
 */
export class RuleIndex {
  readonly #rules: readonly Rule[];
  readonly #kinds: KeyKinds = { lengths: new Map(), attributes: new Map() };
  /** By key: places of the rules, ascending. */
  readonly #found = new Map<string, number[]>();
  /** Places of the rules that no key finds, ascending, and these rules. */
  readonly #always: number[] = [];
  readonly #unfound: readonly Rule[];

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    const ways = rules.map((rule) => waysTo(rule, this.#kinds));
    const counts = new Map<string, number>();
    for (const key of ways.flat(2)) counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const [place, own] of ways.entries()) {
      const way = rarest(own, counts);
      if (way === undefined) this.#always.push(place);
      else for (const key of new Set(way)) this.#add(key, place);
    }
    this.#unfound = this.#always.map((place) => rules[place]);
  }

  /** Rules that may match, in order: all that do are among them. */
  find({ remote, local, connection }: Question): readonly Rule[] {
    const lists: number[][] = [];
    const look = (key: string) => {
      const list = this.#found.get(key);
      if (list !== undefined) lists.push(list);
    };
    addressKeys('remote', remote.address, this.#kinds).forEach(look);
    addressKeys('local', local.address, this.#kinds).forEach(look);
    for (const entity of remote.entities) holderKeys(entity, this.#kinds).forEach(look);
    if (connection.destinationPort !== undefined) look(portKey(connection.destinationPort));
    return lists.length === 0 ? this.#unfound : this.#merged(lists);
  }

  #add(key: string, place: number): void {
    const list = this.#found.get(key);
    if (list === undefined) this.#found.set(key, [place]);
    else list.push(place);
  }

  #merged(lists: readonly number[][]): readonly Rule[] {
    const found = Int32Array.from(lists.flat()).sort();
    const merged: Rule[] = [];
    let at = 0;
    for (let i = 0; i < found.length; i++) {
      if (i > 0 && found[i] === found[i - 1]) continue;
      for (; at < this.#always.length && this.#always[at] < found[i]; at++) merged.push(this.#unfound[at]);
      merged.push(this.#rules[found[i]]);
    }
    for (; at < this.#always.length; at++) merged.push(this.#unfound[at]);
    return merged;
  }
}

/** The way with the fewest rules under its keys; undefined where there is none. */
function rarest(ways: readonly (readonly string[])[], counts: ReadonlyMap<string, number>) {
  let best: readonly string[] | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const way of ways) {
    const under = way.reduce((sum, key) => sum + (counts.get(key) ?? 0), 0);
    if (under >= fewest) continue;
    best = way;
    fewest = under;
  }
  return best;
}
