import { and, type Expression, none } from '../../../ir/expression.ts';
import { membersOf } from '../../shared/scope.ts';
import type { ProtectedNode } from '../facts/host-endpoints.ts';

/** These nodes, with the pods of their host network: they send and receive under the same addresses. */
export function hostsNamed(names: readonly string[], cluster: string): Expression {
  if (names.length === 0) return none;
  return and(hosts(cluster), { op: 'in', attribute: { of: 'node' }, values: names });
}

/** Those of which one endpoint stands for all addresses. */
export function wholeHosts(hosts: readonly ProtectedNode[], cluster: string): Expression {
  return hostsNamed(namesOf(hosts.filter(({ at }) => at === undefined)), cluster);
}

export function namesOf(hosts: readonly ProtectedNode[]): readonly string[] {
  return [...new Set(hosts.map(({ node }) => node.name))];
}

export function hosts(cluster: string): Expression {
  return membersOf(cluster, 'node', 'host-network-pod');
}
