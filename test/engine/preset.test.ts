import { describe, expect, it } from 'vitest';
import { createJudge } from '../../src/engine/create.ts';
import { chooseEngine } from '../../src/engine/engines.ts';
import { printPolicySet } from '../../src/ir/print.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { soundInventory } from '../inventory/helpers.ts';

const inventory = soundInventory('cluster: {namespaces: [{name: a}]}');
const { manifests } = parseManifests(
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: a}\nspec: {podSelector: {}}\n',
  'policy.yaml',
);

describe.each(['aws-vpc-cni', 'weave-net'])('the preset %s', (name) => {
  it('reads and judges as kubernetes does, and says so', () => {
    const { judge, policies, diagnostics } = createJudge({ engine: name, manifests, inventory });
    const plain = createJudge({ engine: 'kubernetes', manifests, inventory });
    expect(printPolicySet({ ...judge.set, engine: 'kubernetes' })).toBe(printPolicySet(plain.judge.set));
    expect(judge.set.engine).toBe(name);
    expect(policies).toBe(1);
    expect(diagnostics.map(({ code }) => code)).toEqual(['engine-preset']);
  });
});

it('no preset is chosen by itself', () => {
  expect(chooseEngine(undefined, manifests).dialect.name).toBe('kubernetes');
});
