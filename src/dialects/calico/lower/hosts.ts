import { and, type Expression, none } from '../../../ir/expression.ts';
import { membersOf } from '../../shared/scope.ts';

/** These nodes, with the pods of their host network: they send and receive under the same addresses. */
export function hostsNamed(names: readonly string[], cluster: string): Expression {
  if (names.length === 0) return none;
  return and(hosts(cluster), { op: 'in', attribute: { of: 'node' }, values: names });
}

export function hosts(cluster: string): Expression {
  return membersOf(cluster, 'node', 'host-network-pod');
}
