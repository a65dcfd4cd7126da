import { describe, expect, it } from 'vitest';
import { combine, ReferenceJudge } from '../../src/engine/judge.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import type { Entity } from '../../src/ir/entity.ts';
import type { PolicySet, Rule } from '../../src/ir/policy.ts';
import type { Judged } from '../../src/replay/judged.ts';
import { Lane } from '../../src/replay/lane.ts';
import { type RuleCounts, RuleTotals, ruleReports } from '../../src/replay/rule-counts.ts';
import { shop } from '../cli/scratch.ts';
import { connection, pod, policy, policySet, rule, stage } from '../ir/build.ts';
import { replay } from './replay.ts';

const { inventory } = inventoryFromManifests([]);
const client = pod('shop/client', '10.0.0.1');
const server = pod('shop/server', '10.0.0.2');
const asked = connection(client, server);

function laneOf(set: PolicySet): Lane {
  const lane = new Lane({ judge: new ReferenceJudge(set), inventory });
  lane.reserve(8);
  return lane;
}

/** A flow of so many packets, each of 100 bytes. */
function play(lane: Lane, slot: number, packets: number, what = asked): Judged {
  const outcome = lane.open(slot, what);
  for (let index = 0; index < packets; index++) lane.count(index, outcome, 100);
  return outcome;
}

/** Flows, packets and bytes by rule index. */
function countsOf({ rules }: RuleCounts): readonly (readonly number[])[] {
  return rules.map(({ flows, packets, bytes }) => [flows, packets, bytes]);
}

describe('what rules decided', () => {
  it('is counted at both sides of a connection', () => {
    const lane = laneOf(policySet(stage('s', [rule('accept', { direction: 'egress' }), rule('accept')])));
    play(lane, 0, 3);
    play(lane, 1, 2);
    expect(countsOf(lane.sumUp().rules)).toEqual([
      [2, 5, 500],
      [2, 5, 500],
    ]);
  });

  it('is nothing for rules that others come before, and for rules of which nobody asks', () => {
    const lane = laneOf(policySet(stage('s', [rule('deny'), rule('accept', { index: 1 })])));
    play(lane, 0, 4);
    expect(countsOf(lane.sumUp().rules)).toEqual([
      [1, 4, 400],
      [0, 0, 0],
    ]);
  });

  it('is nothing for packets that are refused without asking', () => {
    const lane = laneOf(policySet(stage('s', [rule('deny')])));
    lane.count(0, lane.drop('malformed'), 100);
    expect(countsOf(lane.sumUp().rules)).toEqual([[0, 0, 0]]);
  });

  it('has one row for what one rule of a policy was lowered to', () => {
    const [first, second] = [rule('deny', { traffic: [] }), rule('deny')];
    const same = { ...second, policy: first.policy, source: first.source };
    const lane = laneOf(policySet(stage('s', [first, same])));
    play(lane, 0, 1);
    expect(countsOf(lane.sumUp().rules)).toEqual([[1, 1, 100]]);
  });

  it('has the rules of every set that was in force', () => {
    const sets = [rule('accept', { name: 'old' }), rule('deny', { name: 'new' })].map((one) =>
      policySet(stage('s', [one])),
    );
    const [old, later] = sets.map((set) => new ReferenceJudge(set));
    const change = { point: { at: 'packet', index: 1 } as const, judge: later };
    const never = { point: { at: 'packet', index: 9 } as const, judge: new ReferenceJudge(sets[0]) };
    const lane = new Lane({ judge: old, inventory, changes: [change, never] });
    lane.reserve(8);
    play(lane, 0, 1);
    lane.advance(1, 0, 0);
    play(lane, 1, 2);
    const { rules } = lane.sumUp().rules;
    expect(rules.map((one) => [one.rule.name, one.packets])).toEqual([
      ['old', 1],
      ['new', 2],
    ]);
  });
});

describe('default denials', () => {
  it('are counted by isolating policies', () => {
    const isolating = policy('p', { governs: ['ingress'] });
    const lane = laneOf(policySet(stage('s', [], { policies: [isolating], ending: 'deny' })));
    play(lane, 0, 3);
    expect(ruleReports(lane.sumUp().rules)).toMatchObject({
      rules: [],
      endings: [
        { tier: 's', direction: 'ingress', isolatedBy: [{ name: 'p' }], flows: 1, packets: 3, bytes: 300 },
      ],
    });
  });
});

describe('default denials of stages that share a policy', () => {
  it('are told apart by the policies that isolate', () => {
    const named = (name: string) => ({ op: 'in', attribute: { of: 'name' }, values: [name] }) as const;
    const [first, second] = ['server', 'other'].map((name) =>
      policy(name, { governs: ['ingress'], subject: named(name) }),
    );
    const early = stage('early', [], { policies: [first] });
    const late = stage('late', [], { policies: [first, second], ending: 'deny' });
    const lane = laneOf(policySet(early, late));
    play(lane, 0, 1);
    play(lane, 1, 2, connection(client, pod('shop/other', '10.0.0.3')));
    expect(ruleReports(lane.sumUp().rules).endings).toMatchObject([
      { isolatedBy: [{ name: 'server' }], packets: 1 },
      { isolatedBy: [{ name: 'other' }], packets: 2 },
    ]);
  });
});

describe('rules for forwarded connections', () => {
  const node: Entity = { ...pod('/n1', '172.18.0.11'), kind: 'node', namespace: '' };
  const forwarding = (rules: readonly Rule[]): PolicySet => ({
    ...policySet(),
    forwarding: { ...policySet(stage('node', [...rules])), nodes: new Map([['n1', node]]) },
  });

  it('are told apart where the ends say the same', () => {
    const [dns, web] = [53, 80].map((port, index) =>
      rule('accept', { index, traffic: [{ destinationPorts: [{ from: port, to: port }] }] }),
    );
    const lane = laneOf(forwarding([dns, web]));
    const outside = '203.0.113.7';
    const { decider: first } = play(lane, 0, 1, connection(outside, server, { destinationPort: 53 }));
    const { decider: second } = play(lane, 1, 2, connection(outside, server, { destinationPort: 80 }));
    expect(countsOf(lane.sumUp().rules)).toEqual([
      [1, 1, 100],
      [1, 2, 200],
    ]);
    expect(first).not.toBe(second);
  });

  it('count once what the endpoint and its node both decide by them', () => {
    const both = rule('accept', {});
    const { forwarding: onTheWay } = forwarding([both]);
    const lane = laneOf({ ...policySet(stage('endpoints', [both])), forwarding: onTheWay });
    const { judgement } = play(lane, 0, 3, connection('203.0.113.7', server));
    expect(judgement?.forwarded?.map(({ decider }) => decider)).toEqual([judgement?.ingress?.decider]);
    expect(countsOf(lane.sumUp().rules)).toEqual([[1, 3, 300]]);
  });
});

it('a rule of two nodes on the way counts once', () => {
  const { verdict, dependsOnRequest, reason } = {
    verdict: 'allow',
    dependsOnRequest: false,
    reason: 'policy',
  } as const;
  const decider = { by: 'rule', rule: rule('accept', {}) } as const;
  const side = { direction: 'ingress', verdict, decider, dependsOnRequest } as const;
  const totals = new RuleTotals();
  totals.use(policySet(stage('node', [decider.rule])));
  const judgement = combine(undefined, undefined, [side, side]);
  expect(judgement).toMatchObject({ verdict, reason, decider });
  totals.add(judgement, { flows: 1, packets: 2, bytes: 3 });
  expect(countsOf(totals.counts)).toEqual([[1, 2, 3]]);
});

describe.each(['today', 'tomorrow'] as const)('of the shop and its policies of %s', (policies) => {
  it('the sums are those of flows and packets', async () => {
    const packets = new Map<Judged, { packets: number; bytes: number }>();
    const { lane, flows } = await replay({
      read: [shop.capture],
      cluster: [shop.cluster],
      policy: [shop[policies]],
      onVerdict: (packet, [outcome]) => {
        const sum = packets.get(outcome) ?? { packets: 0, bytes: 0 };
        packets.set(outcome, { packets: sum.packets + 1, bytes: sum.bytes + packet.data.length });
      },
    });
    const sides = ['egress', 'ingress'] as const;
    const deciders = ({ judgement }: Judged) => sides.flatMap((side) => judgement?.[side]?.decider ?? []);
    const rules = lane.setsInForce[0].stages.flatMap((one) => [...one.rules.egress, ...one.rules.ingress]);
    const isOf = (one: Rule) => (outcome: Judged) =>
      deciders(outcome).some((decider) => decider.by === 'rule' && decider.rule === one);
    const expected = rules.map((one) => {
      const own = [...packets].filter(([outcome]) => isOf(one)(outcome)).map(([, sums]) => sums);
      return [
        flows.filter(({ outcomes }) => isOf(one)(outcomes[0])).length,
        own.reduce((sum, each) => sum + each.packets, 0),
        own.reduce((sum, each) => sum + each.bytes, 0),
      ];
    });
    const counts = lane.sumUp().rules;
    expect(countsOf(counts)).toEqual(expected);
    const ended = flows.filter(({ outcomes }) => deciders(outcomes[0]).some(({ by }) => by === 'ending'));
    expect(counts.endings.reduce((sum, ending) => sum + ending.flows, 0)).toBe(ended.length);
  });
});
