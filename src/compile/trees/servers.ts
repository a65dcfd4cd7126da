import type { Expression } from '../../ir/expression.ts';
import type { NamedPort, TrafficMatch } from '../../ir/policy.ts';
import { addBit, emptyBits } from '../bits.ts';
import type { Budget } from '../bounds.ts';
import type { Identities } from '../identities.ts';
import { isRelational } from '../relation.ts';
import { type NamedPorts, type Resolution, resolutionKey } from '../rule-variants.ts';
import type { Viewpoint } from '../selections.ts';
import type { Positions } from './positions.ts';
import { joined, type Ranges, rangeOf, without } from './ranges.ts';
import type { TrafficBox } from './traffic-boxes.ts';

/** Where names of ports mean the same. */
export interface ServerPorts {
  readonly places: Ranges;
  readonly ports: Resolution;
  /** What traffic with these names becomes there, as far as somebody has asked. */
  readonly boxes: Map<readonly TrafficMatch[], readonly TrafficBox[]>;
}

/** Places by what names of ports mean at whoever holds them; those of several holders aside: see PolicyTrees. */
export class Servers {
  readonly #ports: NamedPorts;
  readonly #identities: Identities;
  readonly #positions: Positions;
  readonly #budget: Budget;
  /** Of what asks whose ports are meant. */
  readonly #numbers = new Map<Expression, number>();
  /** By names of ports that are the same for all subjects. */
  readonly #known = new Map<string, readonly ServerPorts[]>();

  constructor(
    ports: NamedPorts,
    parts: { readonly identities: Identities; readonly positions: Positions; readonly budget: Budget },
  ) {
    this.#ports = ports;
    this.#identities = parts.identities;
    this.#positions = parts.positions;
    this.#budget = parts.budget;
  }

  /** Seen from a subject. Throws BeyondTables. */
  of(named: readonly NamedPort[], viewpoint: Viewpoint): readonly ServerPorts[] {
    if (named.some(({ of }) => isRelational(of))) return this.#read(named, viewpoint);
    const key = JSON.stringify(named.map(({ name, of }) => [name, this.#numberOf(of)]));
    let found = this.#known.get(key);
    if (found === undefined) {
      found = this.#read(named, undefined);
      this.#known.set(key, found);
    }
    return found;
  }

  #numberOf(expression: Expression | undefined): number {
    if (expression === undefined) return 0;
    let number = this.#numbers.get(expression);
    if (number === undefined) {
      number = this.#numbers.size + 1;
      this.#numbers.set(expression, number);
    }
    return number;
  }

  #read(named: readonly NamedPort[], viewpoint: Viewpoint): readonly ServerPorts[] {
    this.#budget.spend('treeSubjects', this.#identities.size);
    const none = named.map(() => []);
    const byMeaning = new Map<string, number[]>([[resolutionKey(none), []]]);
    for (let identity = 0; identity < this.#identities.size; identity++) {
      const key = resolutionKey(this.#ports.at(named, [identity], viewpoint));
      const members = byMeaning.get(key);
      if (members === undefined) byMeaning.set(key, [identity]);
      else members.push(identity);
    }
    byMeaning.delete(resolutionKey(none));
    const servers = [...byMeaning.values()].map((members) => ({
      places: this.#positionsOf(members),
      ports: this.#ports.at(named, members.slice(0, 1), viewpoint),
      boxes: new Map(),
    }));
    const all = rangeOf(0, this.#positions.size);
    const others = without(all, joined(servers.map(({ places }) => places)));
    return [...servers, { places: others, ports: none, boxes: new Map() }];
  }

  #positionsOf(members: readonly number[]): Ranges {
    const bits = emptyBits(this.#identities.size);
    this.#budget.spend('treeMembers', bits.length);
    for (const identity of members) addBit(bits, identity);
    return this.#positions.ofIdentities(bits);
  }
}
