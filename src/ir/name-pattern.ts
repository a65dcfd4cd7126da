/**
 * DNS name patterns. The dialects' wildcards differ, so a dialect turns its text into tokens and the match is
 * the same for all: linear in name times pattern, never a backtracking regular expression.
 */
export type NameToken =
  | { readonly token: 'text'; readonly text: string }
  /** Zero or more characters other than a dot. */
  | { readonly token: 'within-label' }
  /** Zero or more characters of any kind. */
  | { readonly token: 'anything' }
  /** One or more whole labels, each followed by its dot. */
  | { readonly token: 'labels' };

export interface NamePattern {
  /** As the policy writes it. */
  readonly text: string;
  readonly tokens: readonly NameToken[];
}

/** Lower case, without the trailing dot: the form in which names are stored and compared (RFC 4343). */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/** `name` must be canonical. */
export function matchesName(pattern: NamePattern, name: string): boolean {
  // The set of positions in `name` that some prefix of the tokens can reach.
  let reached = new Set<number>([0]);
  for (const token of pattern.tokens) {
    const next = new Set<number>();
    for (const position of reached) for (const end of ends(token, name, position)) next.add(end);
    if (next.size === 0) return false;
    reached = next;
  }
  return reached.has(name.length);
}

function* ends(token: NameToken, name: string, from: number): Iterable<number> {
  if (token.token === 'text') {
    if (name.startsWith(token.text, from)) yield from + token.text.length;
    return;
  }
  if (token.token !== 'labels') yield from;
  for (let at = from; at < name.length; at++) {
    const isDot = name[at] === '.';
    if (token.token === 'within-label' && isDot) return;
    if (token.token !== 'labels') yield at + 1;
    else if (isDot && at > from && name[at - 1] !== '.') yield at + 1;
  }
}
