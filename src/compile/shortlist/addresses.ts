import type { Entity } from '../../ir/entity.ts';
import { type Attribute, attributeOf, type Expression } from '../../ir/expression.ts';
import type { Network, Peer, Rule } from '../../ir/policy.ts';
import type { Question } from '../../reference/match.ts';
import { Prefixes } from '../prefixes.ts';
import { attributeKey } from '../relation.ts';
import type { Dimension } from './dimension.ts';
import type { Finder } from './finder.ts';
import { every, type Key, type KeyList, once, type RuleKeys } from './keys.ts';
import type { VectorGroup } from './vectors.ts';

type ValuesOf = (expression: Expression) => KeyList | undefined;

/** By the address at one end; keys are numbers of prefixes. */
export class AddressFinder implements Finder {
  readonly #end: 'remote' | 'local';
  #prefixes = new Prefixes([]);
  /** Of holders of the address: their values are keys too. */
  readonly #attributes = new Map<string, Attribute>();

  constructor(end: 'remote' | 'local') {
    this.#end = end;
  }

  keysOf(rules: readonly Rule[]): RuleKeys {
    const end = this.#end;
    this.#prefixes = new Prefixes(prefixesOf(rules, end));
    const ofNetworks = once((list: readonly Network[]) =>
      list.map(({ cidr }) => this.#prefixes.indexOf(cidr)),
    );
    const ofEntity: ValuesOf = once((expression) => this.#valuesIn(expression, ofEntity));
    const ofPeers = once((peers: readonly Peer[]) =>
      every(peers, ({ networks, entity }) => {
        if (networks !== undefined) return ofNetworks(networks);
        return entity && ofEntity(entity);
      }),
    );
    // As one part of many, so that the keys of long lists of peers are a key too.
    return rules.map((rule) => every([rule[end]], (peers) => peers && ofPeers(peers)));
  }

  find(dimension: Dimension, { [this.#end]: { address, entities } }: Question): VectorGroup {
    const longest = this.#prefixes.longest(address);
    const group = dimension.of(longest, () => this.#around(longest));
    if (this.#attributes.size === 0) return group;
    return [...group, ...entities.flatMap((one) => dimension.of(one, () => this.#values(one)))];
  }

  /** Whoever satisfies the expression has one of these. */
  #valuesIn(expression: Expression, ofTerm: ValuesOf): KeyList | undefined {
    switch (expression.op) {
      case 'in': {
        const key = attributeKey(expression.attribute);
        this.#attributes.set(key, expression.attribute);
        return expression.values.map((value) => valueKey(key, value));
      }
      case 'or':
        return every(expression.terms, ofTerm);
      case 'and': {
        // The last terms are those of the pod, behind those of its namespace.
        const found = expression.terms.map(ofTerm);
        return found.findLast((keys) => keys !== undefined);
      }
      default:
        return undefined;
    }
  }

  /** The prefix and those around it. */
  *#around(prefix: number): Generator<Key, void> {
    for (let at = prefix; at >= 0; at = this.#prefixes.parents[at]) yield at;
  }

  *#values(holder: Entity): Generator<Key, void> {
    for (const [key, attribute] of this.#attributes) {
      const value = attributeOf(holder, attribute);
      if (value !== undefined) yield valueKey(key, value);
    }
  }
}

/** Of each list once. */
function prefixesOf(rules: readonly Rule[], end: 'remote' | 'local') {
  const lists = new Set<readonly Network[]>();
  for (const peers of new Set(rules.map((rule) => rule[end] ?? [])))
    for (const { networks } of peers) if (networks !== undefined) lists.add(networks);
  return [...lists].flatMap((list) => list.map(({ cidr }) => cidr));
}

function valueKey(attribute: string, value: string): string {
  return `${attribute.length} ${attribute} ${value}`;
}
