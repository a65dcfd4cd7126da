import { canonicalName, type NamePattern } from '../../ir/name-pattern.ts';
import { invalid } from './schema.ts';
import type { Rule } from './violation.ts';

/**
 * DomainName of policy.networking.k8s.io: `*.` in front stands for one or more labels, never for none, and a
 * trailing dot changes nothing. Case does not count (RFC 4343); the API text is silent about it.
 */
export function domainNamePattern(text: string): NamePattern {
  const wildcard = text.startsWith('*.');
  const name = canonicalName(wildcard ? text.slice(2) : text);
  const rest = { token: 'text', text: name } as const;
  return { text, tokens: wildcard ? [{ token: 'labels' }, rest] : [rest] };
}

/** The API's pattern says `A-z`, which also lets these pass: [ \ ] ^ _ and the backtick. */
const label = /^[A-z0-9]([-A-Za-z0-9_]*[A-Za-z0-9])?$/;

/** At least two labels, an optional `*.` in front. */
export const domainNameRule: Rule = (value, report) => {
  if (typeof value !== 'string') return;
  const labels = value.replace(/^\*\./, '').replace(/\.$/, '').split('.');
  if (labels.length >= 2 && labels.every((part) => label.test(part))) return;
  const wrong = 'must be a domain name of at least two labels, with an optional *. in front';
  report(invalid([], 'invalid-domain-name', value, wrong, wildcardHint(value)));
};

function wildcardHint(value: string): string | undefined {
  const misplaced = value.replace(/^\*\./, '').includes('*');
  return misplaced ? 'the wildcard stands for whole labels and only in front: *.example.com' : undefined;
}
