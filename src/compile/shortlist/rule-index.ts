import type { Rule } from '../../ir/policy.ts';
import type { Question } from '../../reference/match.ts';
import { AddressKeys } from './addresses.ts';
import { Dimension, type RuleKeys } from './dimension.ts';
import { every } from './every.ts';
import { PortKeys } from './ports.ts';
import { Shapes } from './shapes.ts';
import { common, firstBlock, type VectorGroup, VectorMemory } from './vectors.ts';

/** Rules that one part of a question does not exclude. */
type Ask = (question: Question) => VectorGroup;

/** A part of questions of which some rule asks something. */
interface Part {
  hasKeys(place: number): boolean;
  arrange(shapes: Shapes, memory: VectorMemory): Ask;
}

/** What is left of the rules of a shape, of which the first has this place. */
interface Head {
  place: number;
  readonly rest: Iterator<number>;
}

/**
 * Rules in order, found by what they ask of each end's address, of ports and of the protocol: for each of these the rules
 * that it does not exclude are vectors of bits, and what may match is in all of them (Lakshman and Stiliadis, SIGCOMM 1998).
 * Vectors are made as they are asked for; beside them it takes memory in proportion to the rules.
 */
export class RuleIndex {
  readonly #rules: readonly Rule[];
  readonly #shapes: Shapes;
  readonly #asks: readonly Ask[];

  constructor(rules: readonly Rule[], memory = new VectorMemory()) {
    this.#rules = rules;
    const parts = partsOf(rules);
    this.#shapes = new Shapes(rules.length, parts);
    this.#asks = parts.map((part) => part.arrange(this.#shapes, memory));
  }

  /** Rules that may match, in order: all that do are among them. */
  find(question: Question): Iterable<Rule> {
    if (this.#asks.length === 0) return this.#rules;
    return this.#merged(this.#asks.map((ask) => ask(question)));
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

function partsOf(rules: readonly Rule[]): readonly Part[] {
  const remote = new AddressKeys(rules, 'remote');
  const local = new AddressKeys(rules, 'local');
  const source = new PortKeys(rules, 'sourcePorts');
  const destination = new PortKeys(rules, 'destinationPorts');
  const protocols = rules.map(({ traffic }) => traffic && every(traffic, (match) => match.protocols));
  return [
    ...part(remote.keys, (dimension, asked) =>
      remote.find(dimension, asked.remote.address, asked.remote.entities),
    ),
    ...part(local.keys, (dimension, asked) => local.find(dimension, asked.local.address, [])),
    ...part(source.keys, (dimension, { connection }) => source.find(dimension, connection.sourcePort)),
    ...part(destination.keys, (dimension, { connection }) =>
      destination.find(dimension, connection.destinationPort),
    ),
    ...part(protocols, (dimension, { connection: { protocol } }) => dimension.of(protocol, () => [protocol])),
  ];
}

/** None where no rule asks anything. */
function part<Key>(
  keys: RuleKeys<Key>,
  find: (dimension: Dimension<Key>, question: Question) => VectorGroup,
): readonly Part[] {
  if (keys.every((own) => own === undefined)) return [];
  return [
    {
      hasKeys: (place) => keys[place] !== undefined,
      arrange: (shapes, memory) => {
        const dimension = new Dimension(keys, shapes, memory);
        return (question) => find(dimension, question);
      },
    },
  ];
}
