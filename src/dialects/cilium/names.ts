import { canonicalName, type NamePattern, type NameToken } from '../../ir/name-pattern.ts';
import type { NameSelector } from './api.ts';
import type { Release } from './release.ts';

/**
 * Patterns of toFQDNs, DNS rules and serverNames (cilium/cilium pkg/fqdn/matchpattern). A star is zero or more
 * characters of one label. Stars alone are every name, and since 1.19 `**.` in front is one or more whole labels.
 */
export function namePattern(text: string, { deepWildcards }: Release): NamePattern {
  const name = canonicalName(text.trim());
  if (/^\*+$/.test(name)) return { text, tokens: [{ token: 'anything' }] };
  const isDeep = deepWildcards && name.startsWith('**.');
  const tokens = tokensOf(isDeep ? name.slice(3) : name);
  return { text, tokens: isDeep ? [{ token: 'labels' }, ...tokens] : tokens };
}

function tokensOf(text: string): readonly NameToken[] {
  return text
    .split(/(\*+)/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('*') ? { token: 'within-label' } : { token: 'text', text: part }));
}

export function selectedNames(
  { matchName = '', matchPattern = '' }: NameSelector,
  release: Release,
): NamePattern {
  if (matchName === '') return namePattern(matchPattern, release);
  return { text: matchName, tokens: [{ token: 'text', text: canonicalName(matchName) }] };
}
