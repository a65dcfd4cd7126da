import type { Side } from '../../engine/judge.ts';
import type { Direction } from '../../ir/policy.ts';
import type { Decider } from '../../reference/evaluate.ts';
import type { FlowVerdict } from '../../verdict/verdict.ts';
import type { Catalogue } from './catalogue.ts';

/** A verdict with who gave it, and at which end. */
export interface Outcome {
  readonly id: number;
  readonly verdict: FlowVerdict;
  readonly decider: Decider;
  /** Absent where nothing decided. */
  readonly decidedAt: Direction | undefined;
}

/** The distinct outcomes by number, so that they are compared as numbers. */
export class Outcomes {
  /** Nobody had anything to say. */
  readonly none: Outcome = { id: 0, verdict: 'allow', decider: { by: 'default' }, decidedAt: undefined };
  readonly #catalogue: Catalogue;
  readonly #byKey = new Map<string, Outcome>();
  readonly #all: Outcome[] = [this.none];

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  get(id: number): Outcome {
    return this.#all[id];
  }

  of(side: Side | undefined, direction: Direction): Outcome {
    if (side === undefined || (side.verdict === 'allow' && side.decider.by === 'default')) return this.none;
    const { verdict, decider } = side;
    const key = `${direction} ${verdict} ${this.#deciderKey(decider)}`;
    let found = this.#byKey.get(key);
    if (found === undefined) {
      found = { id: this.#all.length, verdict, decider, decidedAt: direction };
      this.#byKey.set(key, found);
      this.#all.push(found);
    }
    return found;
  }

  /** The verdict on the whole path, as the judge puts it together from both sides. */
  joint(egress: number, ingress: number): number {
    if (this.#all[egress].verdict !== 'allow') return egress;
    if (this.#all[ingress].verdict !== 'allow') return ingress;
    const byRule = [ingress, egress].find((side) => this.#all[side].decider.by === 'rule');
    return byRule ?? this.none.id;
  }

  #deciderKey(decider: Decider): string {
    if (decider.by === 'default') return '';
    if (decider.by === 'rule') return String(this.#catalogue.ruleId(decider.rule));
    const policies = decider.isolatedBy.map((policy) => this.#catalogue.policyId(policy));
    return `${decider.stage.name} ${policies}`;
  }
}
