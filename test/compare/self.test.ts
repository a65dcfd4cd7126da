import { expect, it } from 'vitest';
import { comparePairs } from '../../src/compare/pairs/compare.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import type { Expression } from '../../src/ir/expression.ts';
import { pod, policySet, rule, stage } from '../ir/build.ts';
import { lines } from './comparing.ts';
import { inventoryOf } from './random-cluster.ts';

const isSubject: Expression = { op: 'isSubject' };
const isWeb: Expression = { op: 'in', attribute: { of: 'label', key: 'app' }, values: ['web'] };
const source = rule('deny').source;

function changesOf(remote: Expression): readonly string[] {
  const pods = [pod('a/web', '10.0.0.1', ['app=web']), pod('a/api', '10.0.0.2'), pod('a/db', '10.0.0.3')];
  const after = policySet(stage('s', [rule('deny', { remote: [{ entity: remote, source }] })]));
  return lines(comparePairs(new ReferenceJudge(policySet()), new ReferenceJudge(after), inventoryOf(pods)));
}

it('asks each endpoint about itself, though only itself can tell it from the others', () => {
  expect(changesOf({ op: 'and', terms: [isSubject, isWeb] })).toEqual([
    'a/web -> itself: everything: allow -> deny',
  ]);
});

it('asks the others apart from itself', () => {
  expect(changesOf({ op: 'not', term: isSubject })).toEqual([
    'a/web, a/api, a/db -> a/web, a/api, a/db: everything: allow -> deny',
  ]);
});
