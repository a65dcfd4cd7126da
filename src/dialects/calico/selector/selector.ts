import type { Labels } from '../../../ir/entity.ts';

/**
 * A selector of Calico as a tree. `global()` and `all()` are both true by themselves; what they mean in a field is
 * given to them by rewriting (see rewrite.ts).
 */
export type Selector =
  | { readonly op: 'all' | 'global' }
  | { readonly op: 'and' | 'or'; readonly terms: readonly Selector[] }
  | { readonly op: 'not'; readonly term: Selector }
  | { readonly op: 'has'; readonly label: string }
  | { readonly op: 'in'; readonly label: string; readonly values: readonly string[] }
  | { readonly op: 'contains' | 'startsWith' | 'endsWith'; readonly label: string; readonly value: string };

export const everything: Selector = { op: 'all' };

/** Conjunction; of one term the term itself. */
export function both(...terms: readonly Selector[]): Selector {
  return terms.length === 1 ? terms[0] : { op: 'and', terms };
}

/** Do these labels satisfy it? An absent label satisfies nothing but a negation. */
export function satisfies(selector: Selector, labels: Labels): boolean {
  switch (selector.op) {
    case 'all':
    case 'global':
      return true;
    case 'and':
      return selector.terms.every((term) => satisfies(term, labels));
    case 'or':
      return selector.terms.some((term) => satisfies(term, labels));
    case 'not':
      return !satisfies(selector.term, labels);
    default:
      return satisfiesValue(selector, labels.get(selector.label));
  }
}

export type LabelTerm = Extract<Selector, { label: string }>;

export function satisfiesValue(term: LabelTerm, value: string | undefined): boolean {
  if (value === undefined) return false;
  switch (term.op) {
    case 'has':
      return true;
    case 'in':
      return term.values.includes(value);
    case 'contains':
      return value.includes(term.value);
    case 'startsWith':
      return value.startsWith(term.value);
    case 'endsWith':
      return value.endsWith(term.value);
  }
}
