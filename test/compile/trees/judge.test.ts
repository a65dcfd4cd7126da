import { describe, expect, it } from 'vitest';
import { compileTrees } from '../../../src/compile/compile-lookup.ts';
import { builtinSource } from '../../../src/diagnostics/source.ts';
import { CompiledJudge } from '../../../src/engine/compiled.ts';
import { ReferenceJudge } from '../../../src/engine/judge.ts';
import type { Connection } from '../../../src/ir/connection.ts';
import type { Expression } from '../../../src/ir/expression.ts';
import type { PolicySet, Rule } from '../../../src/ir/policy.ts';
import { randomCase, worldOf } from '../../fuzz/case.ts';
import { differences, isSame } from '../../fuzz/judgement.ts';
import { Asker } from '../../fuzz/questions.ts';
import { connection, pod, policy, policySet, rule, stage } from '../../ir/build.ts';
import { inventoryFor } from '../adversarial.ts';

const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';
const cases = exhaustive ? 20_000 : 250;

const source = builtinSource('test');
const pods = [
  pod('a/p', '10.0.0.1', ['team=x'], { node: 'n1', ports: [{ name: 'web', port: 80, protocol: 6 }] }),
  pod('a/q', '10.0.0.2', ['team=x'], { node: 'n1', ports: [{ name: 'web', port: 81, protocol: 6 }] }),
  pod('a/r', '10.0.0.3', ['team=y'], { node: 'n2', ports: [{ name: 'web', port: 82, protocol: 6 }] }),
  pod('a/s', '10.0.0.4', ['team=y'], { node: 'n2' }),
];
const inventory = inventoryFor(pods);
const governing = policy('p', { governs: ['ingress', 'egress'] });
const sameTeam: Expression = { op: 'sameAsSubject', attribute: { of: 'label', key: 'team' } };

/** One rule, and a denial of all else. */
function alone(parts: Partial<Rule>): PolicySet {
  return policySet(stage('only', [rule('accept', { policy: governing, ...parts })], { ending: 'deny' }));
}

/** Between all pods, with every kind of traffic. */
function expectSame(set: PolicySet, traffic: readonly Partial<Connection>[]): void {
  const judges = [new CompiledJudge(set, inventory, compileTrees), new ReferenceJudge(set)];
  for (const from of pods) {
    for (const to of pods.filter((other) => other !== from)) {
      for (const one of traffic) {
        const [ours, theirs] = judges.map((judge) => judge.judge(connection(from, to, one)));
        expect(differences(ours, theirs), `${from.name} to ${to.name}`).toEqual([]);
      }
    }
  }
}

describe('rules of few words, as trees', () => {
  const ports = [80, 81, 82].map((destinationPort) => ({ protocol: 6, sourcePort: 1, destinationPort }));

  it('may ask for a shared node', () => {
    const entity: Expression = { op: 'sameAsSubject', attribute: { of: 'node' } };
    expectSame(alone({ remote: [{ source, entity }] }), ports);
  });

  it('may name ports of whoever is alike', () => {
    const traffic = [{ destinationPorts: [{ name: 'web', of: sameTeam }] }];
    for (const direction of ['ingress', 'egress'] as const) expectSame(alone({ direction, traffic }), ports);
  });

  it('leave what is not known of a packet, and IGMP', () => {
    const icmp = { type: 8, code: 0 };
    const traffic = [{ notIcmp: icmp, notDestinationPorts: [{ from: 0, to: 80 }] }];
    expectSame(alone({ traffic }), [
      { protocol: 1, sourcePort: undefined, destinationPort: undefined },
      { protocol: 2, sourcePort: undefined, destinationPort: undefined, icmp },
      { protocol: 6, sourcePort: undefined, destinationPort: undefined },
    ]);
  });

  it.each(['sourcePorts', 'notSourcePorts'])('tell pairs apart by source port where they have %s', (part) => {
    const word = (set: PolicySet, sourcePort: number) =>
      compileTrees(set, inventory).lookup?.trafficWord({
        protocol: 6,
        sourcePort,
        destinationPort: 80,
        icmp: undefined,
      });
    const asking = alone({ traffic: [{ [part]: [{ from: 1, to: 9 }] }] });
    expect(word(asking, 5)).not.toBe(word(asking, 10));
    expect(word(alone({}), 5)).toBe(word(alone({}), 10));
  });
});

describe('trees', () => {
  it(`answer as the reference does, in ${cases} random sets of every language`, {
    timeout: 3_600_000,
  }, () => {
    let [asked, answered] = [0, 0];
    for (let number = 0; number < cases; number++) {
      const one = randomCase(20_261_130, number, { questions: 250, packets: 0 });
      const world = worldOf(one);
      const { sets } = world;
      const asker = new Asker(world.inventory, one.names);
      const trees = new CompiledJudge(sets[0], world.inventory, compileTrees);
      const reference = new ReferenceJudge(sets[0]);
      for (const question of one.questions) {
        const connection = asker.connection(question);
        const [ours, theirs] = [trees.judge(connection), reference.judge(connection)];
        if (!isSame(ours, theirs)) expect(differences(ours, theirs), `case ${one.id}`).toEqual([]);
        asked++;
        if (trees.answers(connection)) answered++;
      }
    }
    expect(answered).toBeGreaterThan(asked / 3);
  });
});
