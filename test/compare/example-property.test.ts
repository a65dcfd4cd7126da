import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePairs } from '../../src/compare/pairs/compare.ts';
import { exampleOf } from '../../src/compare/pairs/example.ts';
import type { Outcome } from '../../src/compare/pairs/outcome.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { compared } from './comparing.ts';
import { worlds } from './random.ts';
import { inventoryOf } from './random-cluster.ts';

describe('the example of a row of pairs', () => {
  it('has the verdicts of the row, by the same deciders', () => {
    fc.assert(
      fc.property(worlds, ({ entities, sets }) => {
        const [before, after] = sets.map((set) => new ReferenceJudge(set));
        for (const row of comparePairs(before, after, inventoryOf(entities)).rows) {
          const example = exampleOf(row);
          expect(before.judge(example)).toMatchObject(decision(row.change.old));
          expect(after.judge(example)).toMatchObject(decision(row.change.new));
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('is a message of IGMP where the row is about its types', () => {
    const policy = (type: number) => `
apiVersion: crd.antrea.io/v1beta1
kind: ClusterNetworkPolicy
metadata: {name: a}
spec:
  priority: 5
  appliedTo: [{podSelector: {}}]
  egress: [{action: Drop, protocols: [{igmp: {igmpType: ${type}, groupAddress: 225.1.2.3}}]}]
`;
    const cluster = 'cluster: {pods: [{namespace: a, name: b, ips: [10.0.0.1]}]}';
    const { rows } = compared(cluster, [policy(0x12), policy(0x16)], { engine: 'antrea' });
    const asked = rows.map((row) => [row.change.text, row.change.new.verdict, exampleOf(row).icmp]);
    expect(asked).toEqual([
      ['IGMP type 22', 'deny', { type: 22, code: 0 }],
      ['IGMP type 18', 'allow', { type: 18, code: 0 }],
    ]);
  });
});

function decision({ verdict, decidedAt, decider }: Outcome) {
  return { verdict, decidedAt, decider: { by: decider.by } };
}
