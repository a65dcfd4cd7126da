import { expect, it } from 'vitest';
import { comparePairs } from '../../src/compare/pairs/compare.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import type { Entity } from '../../src/ir/entity.ts';
import type { PolicySet } from '../../src/ir/policy.ts';
import { network, pod, policySet, rule, stage } from '../ir/build.ts';
import { lines } from './comparing.ts';
import { inventoryOf } from './random-cluster.ts';

const { source } = rule('deny');

function changesOf(entities: readonly Entity[], after: PolicySet): readonly string[] {
  const before = new ReferenceJudge(policySet());
  return lines(comparePairs(before, new ReferenceJudge(after), inventoryOf(entities)));
}

it('tells pods apart by their own address, where a rule is for one end of it', () => {
  const pods = [pod('a/x', '10.0.0.1'), pod('a/y', '10.1.0.1')];
  const local = [{ networks: [network('10.0.0.0/24')], source }];
  expect(changesOf(pods, policySet(stage('s', [rule('deny', { local })])))).toEqual([
    'a/y, outside 0.0.0.0/0 -> a/x: everything: allow -> deny',
    'a/x -> itself: everything: allow -> deny',
  ]);
});

it('asks the node that forwards to a pod, but not about what stays on the node', () => {
  const node = (name: string, ip: string) =>
    pod(`/${name}`, ip, [], { kind: 'node', name, namespace: '', node: name });
  const n1 = node('n1', '172.18.0.1');
  const entities = [
    ...[pod('a/x', '10.0.0.1'), pod('a/y', '10.0.0.2'), pod('a/z', '10.0.0.3', [], { node: 'n2' })],
    ...[n1, node('n2', '172.18.0.2')],
  ];
  const { stages } = policySet(stage('s', [rule('deny')]));
  const forwarding = { engine: 'test', stages, otherwise: 'accept' as const, nodes: new Map([['n1', n1]]) };
  expect(changesOf(entities, { ...policySet(), forwarding })).toEqual([
    'a/z, node:n2, outside 0.0.0.0/0 -> a/x, a/y: everything: allow -> deny',
  ]);
});
