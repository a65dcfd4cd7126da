/** What the two sides of a comparison are called. */
export type Labels = readonly [string, string];

export const ages: Labels = ['old', 'new'];

/** A policy set that replaces another changes a verdict; engines differ in it. */
export function differ(labels: Labels): string {
  return labels === ages ? 'change' : 'differ in';
}
