import { describe, expect, it } from 'vitest';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import type { Connection } from '../../src/ir/connection.ts';
import type { Entity } from '../../src/ir/entity.ts';
import type { Direction, PolicySet, Rule } from '../../src/ir/policy.ts';
import { printPolicySet } from '../../src/ir/print.ts';
import { connection, pod, policy, policySet, rule, stage } from '../ir/build.ts';

const node: Entity = { ...pod('/n1', '172.18.0.11'), kind: 'node', namespace: '' };
const web = pod('shop/web', '10.1.0.1');
const cart = pod('shop/cart', '10.1.0.2');
const far = pod('shop/far', '10.2.0.1', [], { node: 'n2' });
const outside = '203.0.113.7';

const denial = (direction: Direction): Rule => rule('deny', { direction });

function withForwarding(rules: Rule[], pods: Rule[] = []): PolicySet {
  const forwarding = { ...policySet(stage('at the node', rules)), nodes: new Map([['n1', node]]) };
  return { ...policySet(stage('at the pod', pods)), forwarding };
}

const judge = (set: PolicySet, asked: Connection) => new ReferenceJudge(set).judge(asked);

describe('what nodes ask about connections that they forward', () => {
  it('is asked at the node that a connection enters, with the node as the subject', () => {
    const { verdict, decidedAt, forwarded } = judge(
      withForwarding([denial('ingress')]),
      connection(outside, web),
    );
    expect({ verdict, decidedAt }).toEqual({ verdict: 'deny', decidedAt: 'ingress' });
    expect(forwarded).toMatchObject([{ direction: 'ingress', subject: node, verdict: 'deny' }]);
  });

  it('is asked at the node that a connection leaves', () => {
    const set = withForwarding([denial('egress')]);
    expect(judge(set, connection(web, outside))).toMatchObject({ verdict: 'deny', decidedAt: 'egress' });
    expect(judge(set, connection(web, far)).verdict).toBe('deny');
  });

  it('is not asked about the other direction, another node, or the node itself', () => {
    const set = withForwarding([denial('ingress')]);
    for (const asked of [connection(web, outside), connection(outside, far), connection(outside, node)]) {
      expect(judge(set, asked).verdict).toBe('allow');
    }
  });

  it('is not asked about connections that stay on the node', () => {
    const set = withForwarding([denial('ingress'), denial('egress')]);
    for (const [from, to] of [
      [web, cart],
      [node, web],
      [web, node],
    ] as const) {
      expect(judge(set, connection(from, to))).toMatchObject({ verdict: 'allow', forwarded: [] });
    }
  });

  it('does not spare the pod its own policies', () => {
    const set = withForwarding([rule('accept')], [denial('ingress')]);
    const judgement = judge(set, connection(outside, web));
    expect(judgement).toMatchObject({ verdict: 'deny', decidedAt: 'ingress' });
    expect(judgement.decider).toMatchObject({ rule: { action: 'deny' } });
  });

  it('names the accepting rule at the end of the way', () => {
    const accepting = rule('accept');
    const judgement = judge(withForwarding([rule('accept')], [accepting]), connection(outside, web));
    expect(judgement.decider).toMatchObject({ by: 'rule', rule: accepting });
  });

  it('governs the pods of the node', () => {
    const node1 = policySet(stage('s', [], { policies: [policy('p', { governs: ['ingress'] })] }));
    const set = { ...policySet(), forwarding: { ...node1, nodes: new Map([['n1', node]]) } };
    expect([web, far, node].map((entity) => new ReferenceJudge(set).governs(entity))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('leaves judgements without it as they were', () => {
    expect(judge(policySet(), connection(outside, web))).not.toHaveProperty('forwarded');
  });

  it('is printed', () => {
    expect(printPolicySet(withForwarding([denial('ingress')]))).toContain(
      'forwarding at n1, otherwise accept',
    );
  });
});
