import type { NamePattern, NameToken } from '../../../ir/name-pattern.ts';

/** `*` stands for any characters, dots included: `*foo.com` is foo.com and notfoo.com too (fqdn.go, toRegex). */
export function fqdnPattern(text: string): NamePattern {
  const parts = text.toLowerCase().split('*');
  const tokens = parts.flatMap((part, index): readonly NameToken[] => [
    ...(index === 0 ? [] : [{ token: 'anything' } as const]),
    ...(part === '' ? [] : [{ token: 'text', text: part } as const]),
  ]);
  return { text, tokens };
}
