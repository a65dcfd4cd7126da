import { matchesName, type NamePattern } from '../../ir/name-pattern.ts';

/** A name for each way in which the patterns can match one name; `label` is the pattern that it was made from. */
export interface Witness {
  readonly label: string;
  readonly name: string;
}

/** Two names that the same patterns match are one to every policy. */
export function nameWitnesses(patterns: readonly NamePattern[]): readonly Witness[] {
  const distinct = [...new Map(patterns.map((pattern) => [pattern.text, pattern])).values()];
  const filler = unusedLabel(distinct);
  const found = new Map<string, Witness>();
  for (const pattern of distinct) {
    const name = witness(pattern, filler);
    const matched = distinct.map((other) => (matchesName(other, name) ? '1' : '0')).join('');
    if (!found.has(matched)) found.set(matched, { label: pattern.text, name });
  }
  return [...found.values()];
}

function witness({ tokens }: NamePattern, filler: string): string {
  return tokens
    .map((token) => {
      if (token.token === 'text') return token.text;
      return token.token === 'labels' ? `${filler}.` : filler;
    })
    .join('');
}

/** What stands for a wildcard must not be the name of another pattern by chance. */
function unusedLabel(patterns: readonly NamePattern[]): string {
  const texts = patterns.map(({ text }) => text).join(' ');
  let label = 'x';
  while (texts.includes(label)) label += 'x';
  return label;
}
