import { expect, it } from 'vitest';
import { createJudge } from '../../src/engine/create.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import type { Decider } from '../../src/reference/evaluate.ts';
import { DeciderNumbers } from '../../src/replay/judged.ts';

const policies = ['b', 'c'].map(
  (namespace) => `
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: isolates-${namespace}, namespace: ${namespace}}
spec: {endpointSelector: {}, egressDeny: [{toEntities: [world]}], egress: [{toEntities: [host]}]}
`,
);

/** Found by `npm run fuzz`: the flow log named the isolating policy of another pod. */
it('outcomes that differ in the isolating policy alone are two, also where stages share policies', () => {
  const { inventory } = inventoryFromManifests([]);
  const { manifests } = parseManifests(policies.join('---'), 'p.yaml');
  const { judge } = createJudge({ engine: 'cilium', manifests, inventory });
  const stages = judge.set.stages.filter((stage) => stage.policies.length === 2);
  expect(stages.length).toBeGreaterThan(1);
  const numbers = new DeciderNumbers(judge.set);
  for (const stage of stages) {
    const keys = stage.policies.map((policy) => {
      const decider: Decider = { by: 'ending', stage, isolatedBy: [policy] };
      return numbers.key({ verdict: 'deny', decider, dependsOnRequest: false }, 'egress');
    });
    expect(new Set(keys).size).toBe(2);
  }
});
