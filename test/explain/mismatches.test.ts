import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createJudge } from '../../src/engine/create.ts';
import { mismatches } from '../../src/explain/mismatches.ts';
import type { Connection } from '../../src/ir/connection.ts';
import { directions, type PolicySet } from '../../src/ir/policy.ts';
import { loadPolicyTests, type PolicyTest } from '../../src/policytest/index.ts';
import { resolveProbe } from '../../src/probe/index.ts';
import { mismatch, question, selects } from '../../src/reference/match.ts';

const folder = fileURLToPath(new URL('../cases/kubernetes', import.meta.url));
const { tests } = await loadPolicyTests([folder]);

/** Every rule that selects an end of a probe: what the evaluator says first, and all that is found. */
function* askings({ inventory, policies, probes, engine }: PolicyTest) {
  const { judge } = createJudge({
    inventory,
    manifests: policies,
    engine: engine.name,
    options: engine.options,
  });
  for (const probe of probes) {
    const resolved = resolveProbe(probe, inventory);
    if ('connection' in resolved) yield* rulesMet(judge.set, resolved.connection);
  }
}

function* rulesMet({ stages }: PolicySet, connection: Connection) {
  for (const direction of directions) {
    const { entities } = direction === 'egress' ? connection.source : connection.destination;
    for (const subject of entities) {
      const asked = question(direction, subject, connection);
      for (const rule of stages.flatMap((stage) => stage.rules[direction])) {
        if (selects(rule, subject)) yield { first: mismatch(rule, asked), all: mismatches(rule, asked) };
      }
    }
  }
}

describe('what a rule fails on', () => {
  it('begins with what the evaluator names, and is nothing where the rule matches: for all our cases', () => {
    const found = tests.flatMap((test) => [...askings(test)]);
    expect(found.length).toBeGreaterThan(1000);
    expect(found.filter(({ first, all }) => all[0] !== first)).toEqual([]);
    expect(found.some(({ all }) => all.length > 1)).toBe(true);
  });
});
