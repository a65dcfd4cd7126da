import type { Entity } from '../../ir/entity.ts';
import { matches } from '../../ir/expression.ts';
import type { Direction, PolicySet } from '../../ir/policy.ts';
import { type Catalogue, layerIn, type PolicyEntry, type Position, type RuleEntry } from './catalogue.ts';
import type { EntityIndex } from './entity-index.ts';
import { type Layer, layerOf, type Stance } from './stance.ts';

/** What of both sets concerns one entity in one stance. */
export interface Selected {
  /** In order of evaluation, those of the old set first. */
  readonly rules: readonly RuleEntry[];
  readonly governing: readonly PolicyEntry[];
  readonly key: string;
  /** Which of the two sets ask it at all. */
  readonly asking: string;
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
  readonly #gathered: Record<Stance, Map<Entity, Gathered>> = {
    egress: new Map(),
    leaving: new Map(),
    entering: new Map(),
    ingress: new Map(),
  };
  readonly #selected = new Map<string, Selected>();

  constructor(catalogue: Catalogue, index: EntityIndex) {
    this.#catalogue = catalogue;
    for (const entry of catalogue.policies) {
      for (const direction of entry.policy.governs) {
        for (const entity of index.matching(entry.policy.subject)) {
          this.#of(stanceOf(direction, entry), entity).governing.push(entry);
        }
      }
    }
    for (const entry of catalogue.rules) {
      const { direction, policy, subject } = entry.rule;
      for (const entity of index.matching(policy.subject)) {
        if (subject !== undefined && !matches(subject, entity)) continue;
        this.#of(stanceOf(direction, entry), entity).rules.push(entry);
      }
    }
  }

  of(stance: Stance, entity: Entity): Selected {
    const { rules, governing } = this.#of(stance, entity);
    const asked = this.#catalogue.sets.map((set) => isAsked(set, stance, entity));
    const key = `${rules.map(({ id }) => id)}/${governing.map(({ id }) => id)}/${asked}`;
    let found = this.#selected.get(key);
    if (found === undefined) {
      const [before, after] = ([0, 1] as const).map((set) =>
        asked[set] ? this.#meaning(set, layerOf[stance], rules, governing) : '',
      );
      found = { rules, governing, key, asking: asked.join(), changed: before !== after };
      this.#selected.set(key, found);
    }
    return found;
  }

  #of(stance: Stance, entity: Entity): Gathered {
    const table = this.#gathered[stance];
    let found = table.get(entity);
    if (found === undefined) {
      found = { rules: [], governing: [] };
      table.set(entity, found);
    }
    return found;
  }

  /** All of one set that can bear on a verdict; who is named as the decider cannot. */
  #meaning(set: 0 | 1, layer: Layer, rules: readonly RuleEntry[], governing: readonly PolicyEntry[]): string {
    const { stages = [], otherwise } = layerIn(this.#catalogue.sets[set], layer) ?? {};
    const parts = stages.map(({ name, ending, passTo }, stage) => {
      const here = (entry: RuleEntry | PolicyEntry) => entry.set === set && entry.stage === stage;
      const end = governing.some(here) ? ending : 'none';
      return [name, passTo, end, ...rules.filter(here).map(({ meaning }) => meaning)];
    });
    return JSON.stringify([otherwise, parts]);
  }
}

function stanceOf(direction: Direction, { layer }: Position): Stance {
  if (layer === 'ends') return direction;
  return direction === 'egress' ? 'leaving' : 'entering';
}

/** Nodes that forward are asked where the set says so; the ends always are. */
function isAsked({ forwarding }: PolicySet, stance: Stance, entity: Entity): boolean {
  return layerOf[stance] === 'ends' || forwarding?.nodes.get(entity.name) === entity;
}
