import { describe, expect, it } from 'vitest';
import { lookUpRows, lookUps } from '../../bench/look-ups.ts';
import { compileTrees } from '../../src/compile/compile-lookup.ts';
import { CompiledJudge } from '../../src/engine/compiled.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { adversarial, inventoryFor, podsFor, questions } from '../compile/adversarial.ts';
import { frameOf } from '../compile/frame-of.ts';
import { policy, policySet, rule, stage } from '../ir/build.ts';
import { kernelsOf } from './forms.ts';

const rules = 400;
/** Of connections that are asked in turn. */
const asked = 400;

const tcp = (from: number, to: number) => ({
  traffic: [{ protocols: [6], destinationPorts: [{ from, to }] }],
});
const governing = policy('p', { governs: ['ingress'] });
/** A pass leaves out a stage that would deny; endings that pass do too, or go on. */
const jumping = {
  name: 'passes and endings over stages',
  set: () =>
    policySet(
      stage('a', [rule('pass', tcp(0, 200)), rule('deny', tcp(201, 300))], { passTo: 'c' }),
      stage('b', [rule('deny', { policy: governing, ...tcp(0, 250) }), rule('accept', tcp(500, 600))]),
      stage('c', [rule('accept', { policy: governing, ...tcp(100, 400) })], { ending: 'pass', passTo: 'e' }),
      stage('d', [rule('deny')]),
      stage('e', [rule('accept', { policy: governing, ...tcp(0, 50) })], { ending: 'deny' }),
    ),
};

describe.each([...adversarial, jumping])('trees of $name', (one) => {
  const pods = podsFor(one, 40);
  const inventory = inventoryFor(pods);
  const set = one.set(rules);
  const connections = questions(pods, rules, asked).filter(({ source }) => source.address.family === 4);
  const frames = Array.from({ length: lookUpRows }, (_, n) => frameOf(connections[n % connections.length]));
  const reference = new ReferenceJudge(set);

  it.each(['wasm', 'portable', 'plain'] as const)('answer as the reference does: %s', (form) => {
    const judge = new CompiledJudge(set, inventory, compileTrees);
    const { left, outcomeOf } = lookUps({
      judge,
      inventory,
      frames,
      kernelsOf: (memory) => kernelsOf(form, memory),
      ahead: false,
      repeats: 1,
    });
    expect(left.length).toBeLessThan(lookUpRows / 10);
    for (const [n, connection] of connections.entries()) {
      if (left.includes(n)) continue;
      const ours = outcomeOf(n).judgement;
      const { verdict, reason, decider } = reference.judge(connection);
      expect({ verdict: ours?.verdict, reason: ours?.reason }).toEqual({ verdict, reason });
      expect(ours?.decider).toEqual(decider);
    }
  });
});
