import type { Direction, Policy, PolicySet, Stage } from '../../ir/policy.ts';
import { treePass } from '../../kernels/image-layout.ts';
import type { Answers } from '../answers.ts';
import { addAll, addBit, type Bits, emptyBits, forEachBit, hasBit, intersection } from '../bits.ts';
import type { Budget } from '../bounds.ts';
import type { Identities } from '../identities.ts';
import { Partition } from '../partition.ts';
import { passTargets } from '../programs.ts';
import type { Selections } from '../selections.ts';

export interface EndingsParts {
  readonly set: PolicySet;
  readonly identities: Identities;
  readonly selections: Selections;
  readonly answers: Answers;
  readonly budget: Budget;
}

/**
 * What each side says where no rule of a stage matches, by stage, and behind them what follows where no stage decides: lists as
 * kernels/trees.ts reads them. Subjects that the same policies govern share one.
 */
export class Endings {
  readonly lists: readonly Uint32Array[];
  /** By identity: number of its list. */
  readonly #listOf: Readonly<Record<Direction, Int32Array>>;
  readonly #governed: Bits;

  /** Throws BeyondTables. */
  constructor(parts: EndingsParts) {
    const lists: Uint32Array[] = [];
    this.#governed = emptyBits(parts.identities.size);
    this.#listOf = { egress: this.#of('egress', parts, lists), ingress: this.#of('ingress', parts, lists) };
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

  #of(direction: Direction, { set, answers, ...parts }: EndingsParts, lists: Uint32Array[]): Int32Array {
    const { identities, selections, budget } = parts;
    const partition = new Partition(identities.size);
    const governing = set.stages.map(({ policies }) =>
      policies
        .filter(({ governs }) => governs.includes(direction))
        .map((policy) => ({ policy, selected: selections.of(policy.subject, 'self') })),
    );
    for (const { selected } of governing.flat()) {
      partition.splitBy(selected);
      addAll(this.#governed, selected);
    }
    const samples = emptyBits(identities.size);
    for (const sample of partition.samples()) addBit(samples, sample);
    // By part and stage.
    const policies = Array.from({ length: partition.size }, () => set.stages.map((): Policy[] => []));
    for (const [stage, all] of governing.entries()) {
      for (const { policy, selected } of all) {
        forEachBit(intersection(selected, samples), (sample) => {
          budget.spend('treeSubjects', 1);
          policies[partition.of[sample]][stage].push(policy);
        });
      }
    }
    const first = lists.length;
    for (const own of policies) lists.push(listOf(set, answers, own));
    return partition.of.map((part) => first + part);
  }
}

/** `policies`: by stage, those that govern. */
function listOf(set: PolicySet, answers: Answers, policies: readonly (readonly Policy[])[]): Uint32Array {
  const targets = passTargets(set.stages);
  const endings = set.stages.map((stage, index) => endingOf(stage, policies[index], targets[index], answers));
  const verdict = set.otherwise === 'accept' ? 'allow' : 'deny';
  return Uint32Array.of(...endings, answers.intern({ verdict, decider: { by: 'default' }, ...plain }));
}

function endingOf(stage: Stage, governing: readonly Policy[], target: number, answers: Answers): number {
  if (governing.length === 0 || stage.ending === 'none') return 0;
  if (stage.ending === 'pass') return treePass | target;
  const decider = { by: 'ending', stage, isolatedBy: governing } as const;
  return answers.intern({ verdict: 'deny', decider, ...plain });
}

const plain = { dependsOnRequest: false, holder: 0, ambiguous: false } as const;
