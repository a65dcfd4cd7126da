import { and, type Expression } from '../ir/expression.ts';
import { difference, isEmpty } from './bits.ts';
import type { Mentions } from './mentions.ts';
import { onNode, relationOf } from './relation.ts';
import type { Selections } from './selections.ts';

/** Rules ask for a shared node only of nodes and of pods in their network. */
export function isNodeGuarded({ ofSharedNode }: Mentions, selections: Selections): boolean {
  const pods: Expression = { op: 'kind', kinds: ['pod'] };
  return [...ofSharedNode].every((expression) => {
    if (relationOf(expression).attributes.length > 0) return false;
    const [together, apart] = [true, false].map((sameNode) =>
      selections.of(and(pods, onNode(expression, sameNode)), undefined),
    );
    return isEmpty(difference(together, apart)) && isEmpty(difference(apart, together));
  });
}
