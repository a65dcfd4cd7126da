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
  /** Only some requests are allowed; which ones nobody asked. */
  readonly dependsOnRequest: boolean;
}

export function isSameVerdict(a: Outcome, b: Outcome): boolean {
  return a.verdict === b.verdict && a.dependsOnRequest === b.dependsOnRequest;
}

/** The distinct outcomes by number, so that they are compared as numbers. */
export class Outcomes {
  /** Nobody had anything to say. */
  readonly none: Outcome = {
    id: 0,
    verdict: 'allow',
    decider: { by: 'default' },
    decidedAt: undefined,
    dependsOnRequest: false,
  };
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
    const dependsOnRequest = verdict === 'allow' && side.dependsOnRequest;
    return this.#intern({ verdict, decider, decidedAt: direction, dependsOnRequest });
  }

  /** Of both together, the earlier on the way first, as the judge puts them together. */
  joint(earlier: number, later: number): number {
    const [a, b] = [this.#all[earlier], this.#all[later]];
    if (a.verdict !== 'allow') return earlier;
    if (b.verdict !== 'allow') return later;
    const decisive = b.decider.by === 'rule' ? b : a;
    if (decisive.dependsOnRequest || !(a.dependsOnRequest || b.dependsOnRequest)) return decisive.id;
    return this.#intern({ ...decisive, dependsOnRequest: true }).id;
  }

  #intern(outcome: Omit<Outcome, 'id'>): Outcome {
    const { verdict, decider, decidedAt, dependsOnRequest } = outcome;
    const key = `${decidedAt} ${verdict} ${dependsOnRequest} ${this.#deciderKey(decider)}`;
    let found = this.#byKey.get(key);
    if (found === undefined) {
      found = { ...outcome, id: this.#all.length };
      this.#byKey.set(key, found);
      this.#all.push(found);
    }
    return found;
  }

  #deciderKey(decider: Decider): string {
    if (decider.by === 'default') return '';
    if (decider.by === 'rule') return String(this.#catalogue.ruleId(decider.rule));
    const policies = decider.isolatedBy.map((policy) => this.#catalogue.policyId(policy));
    return `${decider.stage.name} ${policies}`;
  }
}
