import { suggest } from './suggest.ts';

/** The one of the kinds that was probably meant: by its plural, as in the paths of the API, or a letter or two away. */
export function nearKind(kind: string, kinds: readonly string[]): string | undefined {
  return kinds.find((name) => pluralOf(name) === kind.toLowerCase()) ?? suggest(kind, kinds, slipsIn(kind));
}

/** The one of the groups that was probably meant. */
export function nearGroup(group: string, groups: readonly string[]): string | undefined {
  return suggest(group, groups, slipsIn(group));
}

/**
 * Groups without a dot (`v1`, `apps/v1`) are of the API server itself, as a CustomResourceDefinition's must have one
 * (apiextensions.k8s.io/v1, validation of `spec.group`).
 */
export function isServersOwn(group: string): boolean {
  return !group.includes('.');
}

/** As in the paths of the API: `networkpolicies`. */
function pluralOf(kind: string): string {
  return `${kind.replace(/y$/, 'ie')}s`.toLowerCase();
}

/** Letters that may be others: kinds of one group have names that are alike (Tier, Group). */
export function slipsIn(word: string): number {
  return word.length < 8 ? 1 : 2;
}
