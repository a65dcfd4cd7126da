import type { Entity } from '../../ir/entity.ts';
import { type Attribute, attributeOf, type Expression } from '../../ir/expression.ts';
import type { Peer, Rule } from '../../ir/policy.ts';
import type { IpAddress } from '../../net/address.ts';
import { Prefixes } from '../prefixes.ts';
import { attributeKey } from '../relation.ts';
import type { Dimension, RuleKeys } from './dimension.ts';
import { every } from './every.ts';
import type { VectorGroup } from './vectors.ts';

/** The end of a connection, as rules see it. */
type End = 'remote' | 'local';

/** Number of a prefix, or the value of an attribute of who holds the address. */
export type AddressKey = number | string;

/** What rules ask of the address at one end, and of its holders. */
export class AddressKeys {
  readonly keys: RuleKeys<AddressKey>;
  readonly #end: End;
  readonly #prefixes: Prefixes;
  /** Of holders. */
  readonly #attributes = new Map<string, Attribute>();

  constructor(rules: readonly Rule[], end: End) {
    this.#end = end;
    this.#prefixes = new Prefixes(rules.flatMap((rule) => (rule[end] ?? []).flatMap(cidrsOf)));
    this.keys = rules.map((rule) => rule[end] && every(rule[end], (peer) => this.#keysOf(peer)));
  }

  /** Rules that neither the address nor its holders exclude. */
  find(dimension: Dimension<AddressKey>, address: IpAddress, holders: readonly Entity[]): VectorGroup {
    const longest = this.#prefixes.longest(address);
    const group = dimension.of(longest, () => this.#around(longest));
    if (this.#attributes.size === 0) return group;
    return [...group, ...holders.flatMap((holder) => dimension.of(holder, () => this.#values(holder)))];
  }

  #keysOf({ networks, entity }: Peer): readonly AddressKey[] | undefined {
    if (networks !== undefined) return networks.map(({ cidr }) => this.#prefixes.indexOf(cidr));
    return this.#end === 'local' || entity === undefined ? undefined : this.#valuesIn(entity);
  }

  /** Whoever satisfies the expression has one of these. */
  #valuesIn(expression: Expression): readonly AddressKey[] | undefined {
    switch (expression.op) {
      case 'in': {
        const key = attributeKey(expression.attribute);
        this.#attributes.set(key, expression.attribute);
        return expression.values.map((value) => valueKey(key, value));
      }
      case 'or':
        return every(expression.terms, (term) => this.#valuesIn(term));
      case 'and': {
        // The last terms are those of the pod, behind those of its namespace.
        const found = expression.terms.map((term) => this.#valuesIn(term));
        return found.findLast((keys) => keys !== undefined);
      }
      default:
        return undefined;
    }
  }

  /** The prefix and those around it. */
  *#around(prefix: number): Generator<AddressKey, void> {
    for (let at = prefix; at >= 0; at = this.#prefixes.parents[at]) yield at;
  }

  *#values(holder: Entity): Generator<AddressKey, void> {
    for (const [key, attribute] of this.#attributes) {
      const value = attributeOf(holder, attribute);
      if (value !== undefined) yield valueKey(key, value);
    }
  }
}

function cidrsOf({ networks = [] }: Peer) {
  return networks.map(({ cidr }) => cidr);
}

function valueKey(attribute: string, value: string): string {
  return `${attribute}\u0000${value}`;
}
