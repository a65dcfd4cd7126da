import { describe, expect, it } from 'vitest';
import { membersOf } from '../../src/compile/bits.ts';
import { BeyondTables, Budget } from '../../src/compile/bounds.ts';
import { Identities } from '../../src/compile/identities.ts';
import { Mentions } from '../../src/compile/mentions.ts';
import { Selections } from '../../src/compile/selections.ts';
import type { Entity } from '../../src/ir/entity.ts';
import { type Expression, matches } from '../../src/ir/expression.ts';
import { pod, policy, policySet, rule, stage } from '../ir/build.ts';
import { createRandom } from '../kernels/random.ts';

const keys = ['app', 'own', 'rare'];
const labels = keys.map((key) => ({ of: 'label', key }) as const);

/** Two values of `app`, one of its own of `own`, and `rare` at one of nine. */
const pods = Array.from({ length: 70 }, (_, n) =>
  pod(`ns${n % 3}/p${n}`, `10.0.0.${n + 1}`, [
    `app=${n % 2}`,
    `own=value-${n}`,
    ...(n % 9 === 0 ? ['rare='] : []),
  ]),
);

function randomExpression(random: (below: number) => number, depth: number): Expression {
  const attribute = [...labels, { of: 'namespace' } as const, { of: 'name' } as const][random(5)];
  const value = ['1', '0', 'value-1', 'value-', '', 'ns1', 'p7', 'none'][random(8)];
  const term = () => randomExpression(random, depth - 1);
  if (depth > 0) {
    const op = (['and', 'or', 'not'] as const)[random(3)];
    return op === 'not' ? { op, term: term() } : { op, terms: Array.from({ length: random(4) }, term) };
  }
  const op = (['exists', 'in', 'contains', 'startsWith', 'endsWith', 'sameAsSubject'] as const)[random(6)];
  if (op === 'exists' || op === 'sameAsSubject') return { op, attribute };
  if (op !== 'in') return { op, attribute, value };
  const values = Array.from({ length: random(5) }, () => `value-${random(80)}`);
  return { op, attribute, values: [value, value, ...values] };
}

function selectionsFor(
  expressions: readonly Expression[],
  entities: readonly Entity[],
  budget = new Budget(),
) {
  const rules = expressions.map((subject) => rule('accept', { policy: policy('p', { subject }) }));
  const identities = new Identities(entities, new Mentions(policySet(stage('only', rules))));
  return { identities, selections: new Selections(identities, budget) };
}

describe('selections', () => {
  it('are the identities whose entities match, from every viewpoint', () => {
    const random = createRandom(11);
    const expressions = Array.from({ length: 400 }, () => randomExpression(random, random(4)));
    const { identities, selections } = selectionsFor(expressions, pods);
    const { samples } = identities;
    expect(identities.size).toBe(pods.length);
    for (const expression of expressions) {
      const subject = pods[random(pods.length)];
      const seen = membersOf(selections.of(expression, subject));
      const self = membersOf(selections.of(expression, 'self'));
      const number = (entity: Entity) => samples.indexOf(entity);
      expect(seen).toEqual(samples.filter((one) => matches(expression, one, subject)).map(number));
      expect(self).toEqual(samples.filter((one) => matches(expression, one)).map(number));
    }
  });

  it('are found in so many steps as selectors have terms, however many values there are', () => {
    const own = labels[1];
    const expressions = Array.from({ length: 2000 }, (_, n): Expression => {
      if (n % 2 === 0) return { op: 'exists', attribute: own };
      return { op: 'not', term: { op: 'in', attribute: own, values: [`value-${n}`, `value-${n + 1}`] } };
    });
    const many = Array.from({ length: 4000 }, (_, n) => pod(`ns/p${n}`, '10.0.0.1', [`own=value-${n}`]));
    const budget = new Budget();
    const { selections } = selectionsFor(expressions, many, budget);
    for (const expression of expressions) selections.of(expression, 'self');
    expect(budget.used('selectorSteps')).toBeLessThan(2000 * 4 * 4000);
    expect(membersOf(selections.of(expressions[0], 'self')).length).toBe(4000);
    expect(membersOf(selections.of(expressions[1], 'self')).length).toBe(3998);
  });

  it('that would take too long are refused', () => {
    const own = labels[1];
    const many = Array.from({ length: 20_000 }, (_, n) => pod(`ns/p${n}`, '10.0.0.1', [`own=value-${n}`]));
    const texts = Array.from(
      { length: 4000 },
      (_, n): Expression => ({ op: 'contains', attribute: own, value: `${n}` }),
    );
    const { selections } = selectionsFor(texts, many);
    const ofAll = () => {
      for (const text of texts) selections.of(text, 'self');
    };
    expect(ofAll).toThrow(BeyondTables);
    // The same, asked for anew by every policy, takes no longer.
    const once = selectionsFor(texts, many).selections;
    for (let n = 0; n < 4000; n++) once.of({ op: 'contains', attribute: own, value: `${n % 5}` }, 'self');
  });
});
