import { describe, expect, it } from 'vitest';
import { all, allOf, anyOf, type Expression, none } from '../../src/ir/expression.ts';

const term: Expression = { op: 'exists', attribute: { of: 'label', key: 'app' } };

describe('terms', () => {
  it('may be more than a call takes arguments', () => {
    const many = Array.from({ length: 300_000 }, () => term);
    expect(allOf(many)).toEqual({ op: 'and', terms: many });
    expect(anyOf(many)).toEqual({ op: 'or', terms: many });
  });

  it('that are trivial are left out, or decide', () => {
    expect([allOf([]), allOf([all, term]), allOf([term, none])]).toEqual([all, term, none]);
    expect([anyOf([]), anyOf([none, term]), anyOf([term, all])]).toEqual([none, term, all]);
  });
});
