import type { Direction, Policy, PolicySet, Stage } from '../../ir/policy.ts';
import { treePass } from '../../kernels/image-layout.ts';
import type { Answers } from '../answers.ts';
import { addAll, addBit, type Bits, countOf, emptyBits, forEachBit, hasBit, intersection } from '../bits.ts';
import type { Budget } from '../bounds.ts';
import type { Identities } from '../identities.ts';
import { Partition } from '../partition.ts';
import type { Selections } from '../selections.ts';

export interface EndingsParts {
  readonly set: PolicySet;
  /** See passTargets. */
  readonly targets: readonly number[];
  readonly identities: Identities;
  readonly selections: Selections;
  readonly answers: Answers;
  readonly budget: Budget;
}

/** A policy of a stage, and whom it governs. */
interface Governor {
  readonly policy: Policy;
  readonly selected: Bits;
}

/** A list of governors costs so many policies by itself: an answer, and what finds it. */
const policiesOfList = 4;

/**
 * What each side says where no rule of a stage matches, by stage, and behind them what follows where no stage decides: lists as
 * kernels/trees.ts reads them. Subjects for which all of it is the same share one.
 */
export class Endings {
  readonly lists: readonly Uint32Array[];
  /** By identity: number of its list. */
  readonly #listOf: Readonly<Record<Direction, Int32Array>>;
  readonly #governed: Bits;
  readonly #parts: EndingsParts;

  /** Throws BeyondTables. */
  constructor(parts: EndingsParts) {
    this.#parts = parts;
    this.#governed = emptyBits(parts.identities.size);
    const lists: Uint32Array[] = [];
    this.#listOf = { egress: this.#of('egress', lists), ingress: this.#of('ingress', lists) };
    this.lists = lists;
  }

  /** Number of the list of an identity. */
  of(direction: Direction, identity: number): number {
    return this.#listOf[direction][identity];
  }

  /** Does some policy govern the identity, in any direction? */
  governs(identity: number): boolean {
    return identity >= 0 && hasBit(this.#governed, identity);
  }

  #of(direction: Direction, lists: Uint32Array[]): Int32Array {
    const { set, targets, identities, answers, budget } = this.#parts;
    const governors = set.stages.map((stage) => this.#governorsOf(stage, direction));
    const partition = new Partition(identities.size);
    for (const selected of selectionsOf(governors.flat())) {
      budget.spend('treeMembers', selected.length + countOf(selected));
      partition.splitBy(selected);
      addAll(this.#governed, selected);
    }
    const { stages } = set;
    budget.spend('endingCells', partition.size * (stages.length + 1));
    const samples = partition.samples();
    const verdict = set.otherwise === 'accept' ? 'allow' : 'deny';
    const last = answers.intern({ verdict, decider: { by: 'default' }, ...plain });
    const made = Array.from(samples, () => new Uint32Array(stages.length + 1).fill(last, stages.length));
    const own = new Partition(identities.size);
    for (const [index, stage] of stages.entries()) {
      if (governors[index].length === 0 || stage.ending === 'none') continue;
      const endings = this.#endingsOf(stage, governors[index], targets[index], own);
      for (const [part, list] of made.entries()) list[index] = endings[own.of[samples[part]]];
    }
    const first = lists.length;
    for (const list of made) lists.push(list);
    return partition.of.map((part) => first + part);
  }

  #governorsOf({ policies }: Stage, direction: Direction): readonly Governor[] {
    return policies
      .filter(({ governs }) => governs.includes(direction))
      .map((policy) => ({ policy, selected: this.#parts.selections.of(policy.subject, 'self') }));
  }

  /** By part of the identities that the governors tell apart, which `own` becomes. */
  #endingsOf(stage: Stage, governors: readonly Governor[], target: number, own: Partition): Uint32Array {
    const { identities, answers, budget } = this.#parts;
    budget.spend('treeMembers', identities.size);
    own.join();
    for (const selected of selectionsOf(governors)) {
      budget.spend('treeMembers', selected.length + countOf(selected));
      own.splitBy(selected);
    }
    budget.spend('treeGovernors', own.size * policiesOfList);
    const samples = emptyBits(identities.size);
    for (const sample of own.samples()) addBit(samples, sample);
    const lists = Array.from({ length: own.size }, (): Policy[] => []);
    for (const { policy, selected } of governors) {
      forEachBit(intersection(selected, samples), (sample) => {
        budget.spend('treeGovernors', 1);
        lists[own.of[sample]].push(policy);
      });
    }
    return Uint32Array.from(lists, (isolatedBy) => {
      if (isolatedBy.length === 0) return 0;
      if (stage.ending === 'pass') return treePass | target;
      const decider = { by: 'ending', stage, isolatedBy } as const;
      return answers.intern({ verdict: 'deny', decider, ...plain });
    });
  }
}

/** Each once. */
function selectionsOf(governors: readonly Governor[]): ReadonlySet<Bits> {
  return new Set(governors.map(({ selected }) => selected));
}

const plain = { dependsOnRequest: false, holder: 0, ambiguous: false } as const;
