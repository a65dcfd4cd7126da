import { expect, it } from 'vitest';
import { CompiledJudge } from '../../src/engine/compiled.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { inventoryOf } from '../compare/random-cluster.ts';
import { connection, pod, policySet, rule, stage } from '../ir/build.ts';

it('a port name that is asked of servers like the subject means another thing to each subject', () => {
  const ports = [{ name: 'http', port: 80, protocol: 6 }];
  const server = pod('a/server', '10.0.0.1', ['app=x'], { ports });
  const like = pod('a/like', '10.0.0.2', ['app=x']);
  const unlike = pod('a/unlike', '10.0.0.3', ['app=y']);
  const of = { op: 'sameAsSubject', attribute: { of: 'label', key: 'app' } } as const;
  const traffic = [{ destinationPorts: [{ name: 'http', of }] }];
  const set = policySet(stage('s', [rule('deny', { direction: 'egress', traffic })]));
  const compiled = new CompiledJudge(set, inventoryOf([server, like, unlike]));
  const reference = new ReferenceJudge(set);
  for (const [from, verdict] of [[unlike, 'allow'] as const, [like, 'deny'] as const]) {
    const asked = connection(from, server);
    expect([reference, compiled].map((judge) => judge.judge(asked).verdict)).toEqual([verdict, verdict]);
  }
});
