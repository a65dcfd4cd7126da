import type { Entity } from '../../ir/entity.ts';
import { matches } from '../../ir/expression.ts';
import { type Direction, directions } from '../../ir/policy.ts';
import type { Catalogue, PolicyEntry, RuleEntry } from './catalogue.ts';
import type { EntityIndex } from './entity-index.ts';

/** What of both sets concerns one entity in one direction. */
export interface Selected {
  /** In order of evaluation, those of the old set first. */
  readonly rules: readonly RuleEntry[];
  readonly governing: readonly PolicyEntry[];
  readonly key: string;
  /** The two sets may judge the entity differently; otherwise they certainly do not. */
  readonly changed: boolean;
}

interface Gathered {
  readonly rules: RuleEntry[];
  readonly governing: PolicyEntry[];
}

/** Who is selected by what, found policy by policy: most policies select few. */
export class Selections {
  readonly #catalogue: Catalogue;
  readonly #gathered: Record<Direction, Map<Entity, Gathered>> = { egress: new Map(), ingress: new Map() };
  readonly #selected = new Map<string, Selected>();

  constructor(catalogue: Catalogue, index: EntityIndex) {
    this.#catalogue = catalogue;
    for (const entry of catalogue.policies) {
      for (const direction of directions) {
        if (!entry.policy.governs.includes(direction)) continue;
        for (const entity of index.matching(entry.policy.subject)) {
          this.#of(direction, entity).governing.push(entry);
        }
      }
    }
    for (const entry of catalogue.rules) {
      const { direction, policy, subject } = entry.rule;
      for (const entity of index.matching(policy.subject)) {
        if (subject === undefined || matches(subject, entity)) this.#of(direction, entity).rules.push(entry);
      }
    }
  }

  of(direction: Direction, entity: Entity): Selected {
    const { rules, governing } = this.#of(direction, entity);
    const key = `${rules.map(({ id }) => id)}/${governing.map(({ id }) => id)}`;
    let found = this.#selected.get(key);
    if (found === undefined) {
      const changed = this.#meaning(0, rules, governing) !== this.#meaning(1, rules, governing);
      found = { rules, governing, key, changed };
      this.#selected.set(key, found);
    }
    return found;
  }

  #of(direction: Direction, entity: Entity): Gathered {
    const table = this.#gathered[direction];
    let found = table.get(entity);
    if (found === undefined) {
      found = { rules: [], governing: [] };
      table.set(entity, found);
    }
    return found;
  }

  /** All of one set that can bear on a verdict; who is named as the decider cannot. */
  #meaning(set: 0 | 1, rules: readonly RuleEntry[], governing: readonly PolicyEntry[]): string {
    const { stages, otherwise } = this.#catalogue.sets[set];
    const parts = stages.map(({ name, ending, passTo }, stage) => {
      const here = (entry: RuleEntry | PolicyEntry) => entry.set === set && entry.stage === stage;
      const end = governing.some(here) ? ending : 'none';
      return [name, passTo, end, ...rules.filter(here).map(({ meaning }) => meaning)];
    });
    return JSON.stringify([otherwise, parts]);
  }
}
