import { directions, type PolicySet } from '../../ir/policy.ts';
import { treePass } from '../../kernels/image-layout.ts';
import type { Answers } from '../answers.ts';
import type { Budget } from '../bounds.ts';
import { isToNoService } from '../programs.ts';
import { BoxList } from './box-list.ts';
import { Forest } from './forest.ts';
import { grow } from './grow.ts';
import type { RuleBoxes } from './rule-boxes.ts';
import { mostDestination, mostSource } from './traffic-boxes.ts';

/** Boxes in the leaves of all trees. Where no more fit, leaves are longer. */
const mostLeafBoxes = 2 ** 21;
/** Of these, in those of one tree for each of its boxes, and at least. */
const leafBoxesEach = 16;
const fewestLeafBoxes = 4096;

export interface PlantParts {
  readonly rules: RuleBoxes;
  /** See passTargets. */
  readonly targets: readonly number[];
  readonly answers: Answers;
  /** Numbers of own ends, and of other ends. */
  readonly ends: readonly [own: number, other: number];
  readonly budget: Budget;
}

export interface Plantation {
  readonly forest: Forest;
  /** Roots in the forest, by direction and stage. */
  readonly roots: readonly number[];
  /** Of all rules. */
  readonly boxes: number;
}

/** A tree for each direction and stage of a policy set. Throws BeyondTables. */
export function plant(set: PolicySet, parts: PlantParts): Plantation {
  const lists = boxLists(set, parts);
  const forest = new Forest(parts.budget);
  const [own, other] = parts.ends;
  const region = Int32Array.of(0, 0, 0, 0, own - 1, other - 1, mostSource, mostDestination);
  const roots = lists.map((list) => {
    const left = Math.max(0, mostLeafBoxes - forest.boxesInLeaves);
    const wanted = Math.max(fewestLeafBoxes, leafBoxesEach * list.size);
    return grow(list, region, Math.min(left, wanted), forest);
  });
  return { forest, roots, boxes: lists.reduce((sum, { size }) => sum + size, 0) };
}

function boxLists(
  { stages }: PolicySet,
  { rules, targets, answers, budget }: PlantParts,
): readonly BoxList[] {
  return directions.flatMap((direction) =>
    stages.map((stage, index) => {
      const list = new BoxList(budget);
      for (const rule of stage.rules[direction]) {
        if (rule.action === 'log' || !isToNoService(rule)) continue;
        const result = rule.action === 'pass' ? treePass | targets[index] : answers.ofRule(rule);
        rules.add(rule, result, list);
      }
      return list;
    }),
  );
}
