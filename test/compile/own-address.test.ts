import { describe, expect, it } from 'vitest';
import { ownRulesOf } from '../../src/compile/own-address.ts';
import { builtinSource } from '../../src/diagnostics/source.ts';
import { all } from '../../src/ir/expression.ts';
import type { Direction, Peer, Policy, PolicySet, Rule } from '../../src/ir/policy.ts';

const source = builtinSource('test');
const policy: Policy = {
  ref: { tier: 't', kind: 'k', namespace: '', name: 'n' },
  subject: all,
  governs: [],
  source,
};
const itself: Peer = { entity: { op: 'isSubject' }, source };
const cidr = { address: { family: 4, w0: 0, w1: 0, w2: 0, w3: 0 }, length: 0 } as const;

function rule(direction: Direction, parts: Partial<Rule>): Rule {
  return { policy, direction, index: 0, name: '', action: 'accept', source, ...parts };
}

function setOf(egress: readonly Partial<Rule>[], parts: Partial<PolicySet> = {}): PolicySet {
  const rules = {
    egress: egress.map((one) => rule('egress', one)),
    ingress: [rule('ingress', { remote: [itself] })],
  };
  const stage = { name: 's', policies: [], rules, ending: 'none', passTo: 'end' } as const;
  return { engine: 'test', stages: [stage], otherwise: 'accept', ...parts };
}

describe('rules about the own address', () => {
  const own = { remote: [itself] };
  const messages = { traffic: [{ protocols: [1] }, { protocols: [58], icmp: { type: 135 } }] };

  it.each<[string, readonly Partial<Rule>[]]>([
    ['alone', [own]],
    ['that deny', [{ ...own, action: 'deny' }]],
    ['for connections to no service', [{ ...own, service: 'none' }]],
    ['beside other peers', [{ remote: [{ networks: [], source }, itself] }]],
    ['behind rules for messages', [messages, own]],
    ['behind rules for no traffic', [{ traffic: [] }, own]],
    ['behind notes', [{ action: 'log' }, own]],
    ['before others', [own, {}]],
  ])('are found %s', (_, egress) => {
    const set = setOf(egress);
    const found = ownRulesOf(set);
    expect(found?.egress).toBe(set.stages[0].rules.egress.find(({ remote }) => remote?.includes(itself)));
    expect(found?.ingress).toBe(set.stages[0].rules.ingress[0]);
  });

  it.each<[string, readonly Partial<Rule>[]]>([
    ['without any', []],
    ['for all peers', [{}]],
    ['for no peers', [{ remote: [] }]],
    ['behind others', [{ remote: [{ networks: [], source }] }, own]],
    ['behind rules for messages and more', [{ traffic: [{ protocols: [1, 6] }] }, own]],
    ['behind rules for all but messages', [{ traffic: [{ notProtocols: [1] }] }, own]],
    ['that pass', [{ ...own, action: 'pass' }]],
    ['of one family', [{ ...own, family: 4 }]],
    ['with an own end', [{ ...own, local: [itself] }]],
    ['for some traffic', [{ ...own, traffic: [{ protocols: [6] }] }]],
    ['for some requests', [{ ...own, request: { kind: 'none' } as unknown as Rule['request'] }]],
    ['for a service', [{ ...own, service: [{ namespace: 'a', name: 's' }] }]],
    ['in networks', [{ remote: [{ ...itself, networks: [{ cidr, except: [] }] }] }]],
    ['outside networks', [{ remote: [{ ...itself, notNetworks: [cidr] }] }]],
    ['but for some', [{ remote: [{ ...itself, notEntity: all }] }]],
    ['or others', [{ remote: [{ entity: { op: 'or', terms: [{ op: 'isSubject' }, all] }, source }] }]],
  ])('are none %s', (_, egress) => {
    expect(ownRulesOf(setOf(egress))).toBeUndefined();
  });

  it('are none where nodes on the way are asked', () => {
    const forwarding = { engine: 'test', stages: [], otherwise: 'accept', nodes: new Map() } as const;
    expect(ownRulesOf(setOf([own], { forwarding }))).toBeUndefined();
  });

  it('are none without stages', () => {
    expect(ownRulesOf(setOf([], { stages: [] }))).toBeUndefined();
  });
});
