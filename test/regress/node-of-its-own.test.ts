import { expect, it } from 'vitest';
import { CompiledJudge } from '../../src/engine/compiled.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { inventoryOf } from '../compare/random-cluster.ts';
import { pod, policy, policySet, stage } from '../ir/build.ts';

it('an entity without a node is told from those that share their node with themselves', () => {
  const withNode = pod('a/x', '10.0.0.1');
  const without = pod('a/y', '10.0.0.2', [], { node: '' });
  const subject = { op: 'not', term: { op: 'sameAsSubject', attribute: { of: 'node' } } } as const;
  const policies = [policy('p', { subject, governs: ['egress'] })];
  const set = policySet(stage('s', [], { policies }));
  const compiled = new CompiledJudge(set, inventoryOf([withNode, without]));
  const reference = new ReferenceJudge(set);
  for (const entity of [withNode, without]) {
    const place = compiled.tables?.placeOf(entity.addresses[0]);
    expect(place?.isGoverned).toBe(reference.governs(entity));
  }
});
