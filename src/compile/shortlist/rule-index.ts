import type { Rule } from '../../ir/policy.ts';
import type { Question } from '../../reference/match.ts';
import { AddressFinder } from './addresses.ts';
import { Dimension } from './dimension.ts';
import type { Finder } from './finder.ts';
import { PortFinder, ProtocolFinder } from './ports.ts';
import { Shapes } from './shapes.ts';
import { common, firstBlock, type VectorGroup, VectorMemory } from './vectors.ts';

interface Part {
  readonly finder: Finder;
  readonly dimension: Dimension;
}

/** What is left of the rules of a shape, of which the first has this place. */
interface Head {
  place: number;
  readonly rest: Iterator<number>;
}

/**
 * Rules in order, found by what they ask of each end's address, of ports and of the protocol: for each of these the rules
 * that it does not exclude are vectors of bits, and what may match is in all of them (Lakshman and Stiliadis, SIGCOMM 1998).
 * Vectors are made as they are asked for; beside them it takes memory in proportion to the rules, lists that they share
 * taken once.
 */
export class RuleIndex {
  /** Keys of rules and lists, and as many as take what is beside them. */
  readonly size: number;
  readonly #rules: readonly Rule[];
  readonly #shapes: Shapes;
  readonly #parts: readonly Part[];

  constructor(rules: readonly Rule[], memory = new VectorMemory()) {
    this.#rules = rules;
    const finders = [
      ...[new AddressFinder('remote'), new AddressFinder('local')],
      ...[new PortFinder('source'), new PortFinder('destination')],
      new ProtocolFinder(),
    ];
    const asked = finders
      .map((finder) => ({ finder, keys: finder.keysOf(rules) }))
      .filter(({ keys }) => keys.some((own) => own !== undefined));
    this.#shapes = new Shapes(
      rules.length,
      asked.map(({ keys }) => keys),
    );
    this.#parts = asked.map(({ finder, keys }) => ({
      finder,
      dimension: new Dimension(keys, this.#shapes, memory),
    }));
    const beside = rules.length + this.#shapes.places.length / 32;
    this.size = this.#parts.reduce((sum, { dimension }) => sum + dimension.size, beside);
  }

  /** It will not be asked again. */
  leave(): void {
    for (const { dimension } of this.#parts) dimension.leave();
  }

  /** Rules that may match, in order: all that do are among them. */
  find(question: Question): Iterable<Rule> {
    if (this.#parts.length === 0) return this.#rules;
    return this.#merged(this.#parts.map(({ finder, dimension }) => finder.find(dimension, question)));
  }

  *#merged(groups: readonly VectorGroup[]): Generator<Rule, void> {
    const heads = this.#heads(groups);
    while (heads.length > 0) {
      const head = heads.reduce((first, one) => (one.place < first.place ? one : first));
      yield this.#rules[head.place];
      const next = head.rest.next();
      if (next.done === true) heads.splice(heads.indexOf(head), 1);
      else head.place = this.#shapes.places[next.value];
    }
  }

  /** Most shapes have nothing. */
  #heads(groups: readonly VectorGroup[]): Head[] {
    const heads: Head[] = [];
    for (const { from, to } of this.#shapes.all) {
      const start = firstBlock(groups, from, to);
      if (start === to) continue;
      const rest = common(groups, start, to);
      const first = rest.next();
      if (first.done !== true) heads.push({ place: this.#shapes.places[first.value], rest });
    }
    return heads;
  }
}
