import { describe, expect, it } from 'vitest';
import { type Entry, lastOfNamespace } from '../../../src/dialects/antrea/lower/last-entry.ts';
import { type Expression, matches, none } from '../../../src/ir/expression.ts';
import { printPolicySet } from '../../../src/ir/print.ts';
import { inventory } from './cluster.ts';
import { expectVerdicts, lower, sound } from './judging.ts';
import { ns, policy } from './objects.ts';

const inNamespace = (...values: readonly string[]): Expression => ({
  op: 'in',
  attribute: { of: 'namespace' },
  values,
});
const named = (...values: readonly string[]): Expression => ({ op: 'in', attribute: { of: 'name' }, values });

/** Terms with all that they hold, as often as they are held. */
function termsIn(expression: Expression): number {
  if ('terms' in expression) return expression.terms.reduce((sum, term) => sum + termsIn(term), 1);
  return 'term' in expression ? 1 + termsIn(expression.term) : 1;
}

function depthOf(expression: Expression): number {
  if ('terms' in expression) return 1 + Math.max(...expression.terms.map(depthOf));
  return 'term' in expression ? 1 + depthOf(expression.term) : 1;
}

function entriesOf(count: number): readonly Entry[] {
  return Array.from({ length: count }, (_, at) => ({
    namespaces: inNamespace(`n${at}`),
    subject: named(`p${at}`),
    isServiceAccount: false,
  }));
}

describe('lastOfNamespace', () => {
  it('is whom an entry selects where none behind it covers the namespace', () => {
    const pool = ['red', 'blue', 'green', 'plain'];
    const pods = inventory.entities.filter(({ kind }) => kind === 'pod');
    for (let round = 0; round < 200; round++) {
      const entries = Array.from({ length: round % 9 }, (_, at): Entry => {
        const chosen = pool.filter((__, bit) => (((round * 2_654_435_761) >>> (at + bit * 3)) & 1) === 1);
        const subject = at % 3 === 0 ? inNamespace(...chosen) : named('web');
        const namespaces = chosen.length === 0 ? none : inNamespace(...chosen);
        return { namespaces, subject, isServiceAccount: false };
      });
      const expression = lastOfNamespace(entries);
      for (const pod of pods) {
        const expected = entries.some(
          ({ subject }, at) =>
            matches(subject, pod) &&
            !entries.slice(at + 1).some(({ namespaces }) => matches(namespaces, pod)),
        );
        expect(matches(expression, pod), `round ${round}, ${pod.namespace}/${pod.name}`).toBe(expected);
      }
    }
  });

  it('does not grow with the square of the entries, nor nest deeply', () => {
    const [few, many] = [1_000, 16_000].map((count) => lastOfNamespace(entriesOf(count)));
    expect(termsIn(many)).toBeLessThan(32 * termsIn(few));
    expect(depthOf(many)).toBeLessThan(64);
  });
});

describe('a policy with many entries in appliedTo', () => {
  const several = Array.from({ length: 20_000 }, (_, at) => ns(`other${at}`));
  const self = '{action: Drop, from: [{namespaces: {match: Self}}]}';
  const same = '{action: Drop, from: [{namespaces: {sameLabels: [org]}}]}';

  it('is lowered, judged and printed', () => {
    const set = sound(
      policy({ appliedTo: `[${ns('red')}, ${several.join(', ')}]`, ingress: `${self}, ${same}` }),
    );
    expectVerdicts(set, [
      ['red/db', 'red/web', 'TCP/80', 'deny'],
      ['blue/db', 'blue/web', 'TCP/80', 'allow'],
    ]);
    expect(printPolicySet(set)).toContain('other19999');
  });

  it('is not repeated in full where it selects nobody', () => {
    const { diagnostics } = lower(policy({ appliedTo: `[${several.join(', ')}]`, ingress: self }));
    const hints = diagnostics.filter(({ code }) => code === 'selects-nothing').map(({ hint = '' }) => hint);
    expect(hints.length).toBeGreaterThan(0);
    expect(Math.max(...hints.map(({ length }) => length))).toBeLessThan(500);
  });
});
