import { describe, expect, it } from 'vitest';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { formatWhyText, type WhyReport, why } from '../../src/explain/index.ts';
import type { Entity } from '../../src/ir/entity.ts';
import type { PolicySet } from '../../src/ir/policy.ts';
import { inventory } from '../dialects/calico/cluster.ts';
import { connection, pod, policy, policySet, rule, stage } from '../ir/build.ts';

const web = pod('shop/web', '10.1.0.1');
const node: Entity = { ...pod('/n1', '172.18.0.11'), kind: 'node', namespace: '', name: 'n1' };
const outside = '203.0.113.7';

function explain(set: PolicySet, pending?: PolicySet): WhyReport {
  const request = { from: outside, to: 'shop/web', protocol: 6, port: 80 };
  const probe = { connection: connection(outside, web), service: undefined, addressUnknown: [] };
  const second = pending === undefined ? {} : { pending: new ReferenceJudge(pending) };
  return why({ request, probe, inventory, judge: new ReferenceJudge(set), ...second });
}

const isolating = policy('guard', { governs: ['ingress'] });
const guarded: PolicySet = {
  ...policySet(),
  forwarding: {
    ...policySet(stage('gate', [], { policies: [isolating], ending: 'deny' })),
    nodes: new Map([['n1', node]]),
  },
};

describe('why, where nodes are asked about what they forward', () => {
  it('has the walk of the node between those of the ends', () => {
    const report = explain(guarded);
    expect(report).toMatchObject({ verdict: 'deny', ingress: { verdict: 'allow' } });
    expect(report.forwarded).toMatchObject([{ direction: 'ingress', endpoint: 'node:n1', verdict: 'deny' }]);
    const text = formatWhyText(report);
    expect(text).toContain('node:n1 is isolated by\n    Test guard');
    expect(text).toContain('ingress at node:n1: deny');
  });

  it('leaves the report of others as it was', () => {
    expect(explain(policySet())).not.toHaveProperty('forwarded');
    expect(explain(policySet())).not.toHaveProperty('pending');
  });

  it('tells the pending answer, in the text where it differs', () => {
    const report = explain(policySet(), policySet(stage('s', [rule('deny')])));
    expect(report).toMatchObject({
      verdict: 'allow',
      pending: { verdict: 'deny', decidedBy: { action: 'deny' } },
    });
    expect(formatWhyText(report)).toContain('pending: deny, once what is staged is enforced');
    expect(formatWhyText(explain(policySet(), policySet()))).not.toContain('pending');
  });
});
