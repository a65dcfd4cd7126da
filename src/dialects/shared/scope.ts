import type { EntityKind } from '../../ir/entity.ts';
import { and, type Expression } from '../../ir/expression.ts';

/** The entities of these kinds in the cluster whose policies are judged: selectors never reach another's. */
export function membersOf(cluster: string, ...kinds: readonly EntityKind[]): Expression {
  return and({ op: 'kind', kinds }, { op: 'in', attribute: { of: 'cluster' }, values: [cluster] });
}

export function inNamespaces(...namespaces: readonly string[]): Expression {
  return { op: 'in', attribute: { of: 'namespace' }, values: namespaces };
}
