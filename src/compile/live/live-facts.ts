import type { Entity } from '../../ir/entity.ts';
import { and, type Expression, matches } from '../../ir/expression.ts';
import type { Rule } from '../../ir/policy.ts';
import { namedPortsOf } from '../groups.ts';
import { isRelational, onNode, relationOf } from '../relation.ts';
import { contentKey } from './content.ts';

interface Household {
  readonly number: number;
  readonly members: Set<Entity>;
}

/**
 * Entities that share addresses, directly or through others, are of one household, as in compile/places.ts. Those who
 * were stay so: pairs of them are asked of the judge.
 */
export class LiveHouseholds {
  readonly #of = new Map<Entity, Household>();
  #count = 0;

  /** Numbers from 1. */
  numberOf(entity: Entity): number {
    return this.#householdOf(entity).number;
  }

  /** Says who has another number now. */
  join(entities: readonly Entity[]): readonly Entity[] {
    const households = [...new Set(entities.map((entity) => this.#householdOf(entity)))];
    const largest = households.reduce((a, b) => (b.members.size > a.members.size ? b : a));
    const moved = households.flatMap((one) => (one === largest ? [] : [...one.members]));
    for (const entity of moved) {
      largest.members.add(entity);
      this.#of.set(entity, largest);
    }
    return moved;
  }

  remove(entity: Entity): void {
    this.#of.get(entity)?.members.delete(entity);
    this.#of.delete(entity);
  }

  #householdOf(entity: Entity): Household {
    let household = this.#of.get(entity);
    if (household === undefined) {
      household = { number: ++this.#count, members: new Set([entity]) };
      this.#of.set(entity, household);
    }
    return household;
  }
}

/** Whether rules ask for a shared node of more than nodes and pods in their network: see isNodeGuarded in tables.ts. */
export class NodeGuard {
  readonly #samples: readonly Entity[];
  readonly #asking = new Map<string, Expression>();
  #matters = false;

  /** `samples`: by identity, an entity that has it; it grows. */
  constructor(samples: readonly Entity[]) {
    this.#samples = samples;
  }

  /** Pairs of pods on one node are beyond the tables. */
  get nodeMatters(): boolean {
    return this.#matters;
  }

  addRule(rule: Rule): void {
    const peers = [...(rule.remote ?? []), ...(rule.local ?? [])];
    const expressions = [
      ...peers.flatMap(({ entity, notEntity }) => [entity, notEntity]),
      ...namedPortsOf(rule).map(({ of }) => of),
    ];
    for (const expression of expressions) {
      if (expression === undefined || !relationOf(expression).node) continue;
      const key = contentKey(expression);
      if (this.#asking.has(key)) continue;
      this.#asking.set(key, expression);
      this.#matters ||= relationOf(expression).attributes.length > 0;
      for (const sample of this.#samples) this.#check(expression, sample);
    }
  }

  addSample(sample: Entity): void {
    for (const expression of this.#asking.values()) this.#check(expression, sample);
  }

  #check(expression: Expression, sample: Entity): void {
    const [together, apart] = [true, false].map((sameNode) =>
      matches(and({ op: 'kind', kinds: ['pod'] }, onNode(expression, sameNode)), sample),
    );
    this.#matters ||= together !== apart;
  }
}

/** A rule compares the near end with its subject: what several holders of an address are to each other matters. */
export function comparesLocally({ local = [] }: Rule): boolean {
  return local.some(({ entity, notEntity }) => isRelational(entity) || isRelational(notEntity));
}
