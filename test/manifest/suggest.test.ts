import { describe, expect, it } from 'vitest';
import { didYouMean, suggest } from '../../src/manifest/suggest.ts';

const fields = ['podSelector', 'policyTypes', 'ingress', 'egress', 'from', 'to'];

describe('suggest', () => {
  it.each([
    ['podSelecter', 'podSelector'],
    ['podselector', 'podSelector'],
    ['ingres', 'ingress'],
    ['inrgess', 'ingress'],
    ['egresss', 'egress'],
    ['form', 'from'],
    ['too', 'to'],
    ['ports', undefined],
    ['', undefined],
    ['x', undefined],
  ])('%j: %j', (word, expected) => {
    expect(suggest(word, fields)).toBe(expected);
  });
  it('takes the first of equally near ones', () => {
    expect(suggest('cat', ['bat', 'hat'])).toBe('bat');
  });
  it('does not spend long on long words', () => {
    expect(suggest('a'.repeat(1_000_000), ['b'.repeat(1_000_000), ...fields])).toBe(undefined);
  });
  it('makes a hint', () => {
    expect(didYouMean('egres', fields)).toBe('Did you mean "egress"?');
    expect(didYouMean('zzzzz', fields)).toBe(undefined);
  });
});
