import type { Entity } from '../ir/entity.ts';
import type { Expression } from '../ir/expression.ts';
import type { NamedPort } from '../ir/policy.ts';
import { type Bits, hasBit } from './bits.ts';
import type { Budget } from './bounds.ts';
import type { Identities } from './identities.ts';
import { isRelational } from './relation.ts';
import { type Resolution, resolutionKey } from './rule-variants.ts';
import type { Selections, Viewpoint } from './selections.ts';

/** What names of ports mean at somebody; shared. */
export interface Meaning {
  /** In the order of the names. */
  readonly ports: Resolution;
  /** Equal for equal ports. */
  readonly id: number;
}

/** Ports of an entity by name; entities with the same ones have the same list. */
type PortList = ReadonlyMap<string, Resolution[number]>;

const noPorts: Resolution[number] = [];
/** Against asking for what is known. */
const looksOfName = 2;

/**
 * What names of ports mean, at subjects and servers by their identities. That depends on the ports of an identity and on who
 * is asked for whose ports (`of`), so it is found once for those that are alike in both.
 */
export class NamedPorts {
  readonly #identities: Identities;
  readonly #selections: Selections;
  readonly #budget: Budget;
  readonly #lists: PortList[] = [];
  readonly #listNumbers = new Map<string, number>();
  /** By identity: number of its list, once somebody has asked. */
  readonly #listOf: (number | undefined)[] = [];
  /** By names, and by what their meaning depends on. */
  readonly #meanings = new WeakMap<readonly NamedPort[], Map<string, Meaning>>();
  readonly #ids = new Map<string, number>();
  readonly #asking = new WeakMap<readonly NamedPort[], readonly Expression[]>();
  readonly #numbers = new Map<Expression, number>();
  /** Of what compares both ends, seen from the viewpoint that was asked last. */
  readonly #seen = new Map<Expression, Bits>();
  #viewpoint: Viewpoint;

  constructor(parts: {
    readonly identities: Identities;
    readonly selections: Selections;
    readonly budget: Budget;
  }) {
    this.#identities = parts.identities;
    this.#selections = parts.selections;
    this.#budget = parts.budget;
  }

  /** Equal for names that mean the same at everybody, seen from one viewpoint. */
  keyOf(named: readonly NamedPort[]): string {
    return JSON.stringify(named.map(({ name, of }) => [name, this.#numberOf(of)]));
  }

  /** What is made of names, kept by whoever asks; once for those that mean the same, seen from whatever subject. */
  made<Made>(named: readonly NamedPort[], kept: Map<string, Made>, make: () => Made): Made {
    if (named.some(({ of }) => isRelational(of))) return make();
    const key = this.keyOf(named);
    let found = kept.get(key);
    if (found === undefined) {
      found = make();
      kept.set(key, found);
    }
    return found;
  }

  /** At the subject itself. Throws BeyondTables. */
  own(named: readonly NamedPort[], identity: number): Meaning {
    return this.at(named, [identity], 'self');
  }

  /** At whoever holds an address, seen from a subject. Throws BeyondTables. */
  at(named: readonly NamedPort[], holders: readonly number[], viewpoint: Viewpoint): Meaning {
    const asking = this.#askingOf(named);
    this.#budget.spend('portLooks', Math.max(1, holders.length * asking.length));
    const kinds = holders.map((identity) => this.#kindOf(asking, identity, viewpoint));
    const known = this.#knownOf(named);
    const key = kinds.join('+');
    let found = known.get(key);
    if (found === undefined) {
      this.#budget.spend('portLooks', looksOfName * named.length * (1 + holders.length));
      found = this.#meaning(named, holders, viewpoint);
      known.set(key, found);
    }
    return found;
  }

  #meaning(named: readonly NamedPort[], holders: readonly number[], viewpoint: Viewpoint): Meaning {
    const ports = named.map((port) => {
      const each = holders.map((identity) => this.#portsOf(port, identity, viewpoint));
      return each.length > 1 ? each.flat() : (each[0] ?? noPorts);
    });
    const key = resolutionKey(ports);
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(key, id);
    }
    return { ports, id };
  }

  #portsOf({ name, of }: NamedPort, identity: number, viewpoint: Viewpoint): Resolution[number] {
    if (of !== undefined && !hasBit(this.#selected(of, viewpoint), identity)) return noPorts;
    return this.#lists[this.#listNumber(identity)].get(name) ?? noPorts;
  }

  /** What the meaning depends on: which ports there are, and which of the askers select the identity. */
  #kindOf(asking: readonly Expression[], identity: number, viewpoint: Viewpoint): string {
    let kind = `${this.#listNumber(identity)}`;
    for (const expression of asking)
      kind += hasBit(this.#selected(expression, viewpoint), identity) ? ':1' : ':0';
    return kind;
  }

  #selected(expression: Expression, viewpoint: Viewpoint): Bits {
    if (!isRelational(expression)) return this.#selections.of(expression, undefined);
    if (viewpoint !== this.#viewpoint) {
      this.#seen.clear();
      this.#viewpoint = viewpoint;
    }
    let bits = this.#seen.get(expression);
    if (bits === undefined) {
      bits = this.#selections.of(expression, viewpoint);
      this.#seen.set(expression, bits);
    }
    return bits;
  }

  /** Each once. */
  #askingOf(named: readonly NamedPort[]): readonly Expression[] {
    let found = this.#asking.get(named);
    if (found === undefined) {
      found = [...new Set(named.flatMap(({ of }) => (of === undefined ? [] : [of])))];
      this.#asking.set(named, found);
    }
    return found;
  }

  #knownOf(named: readonly NamedPort[]): Map<string, Meaning> {
    let known = this.#meanings.get(named);
    if (known === undefined) {
      known = new Map();
      this.#meanings.set(named, known);
    }
    return known;
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

  #listNumber(identity: number): number {
    let number = this.#listOf[identity];
    if (number === undefined) {
      number = this.#numberOfList(this.#identities.samples[identity]);
      this.#listOf[identity] = number;
    }
    return number;
  }

  #numberOfList({ ports }: Entity): number {
    this.#budget.spend('portLooks', ports.length);
    const key = ports.length === 0 ? '' : JSON.stringify(ports);
    let number = this.#listNumbers.get(key);
    if (number === undefined) {
      number = this.#lists.push(byName(ports)) - 1;
      this.#listNumbers.set(key, number);
    }
    return number;
  }
}

function byName(ports: Entity['ports']): PortList {
  const lists = new Map<string, { port: number; protocol: number }[]>();
  for (const { name, port, protocol } of ports) {
    const list = lists.get(name);
    if (list === undefined) lists.set(name, [{ port, protocol }]);
    else list.push({ port, protocol });
  }
  return lists;
}
