/** What the program says about an input: a stable code, a sentence, and where. */
export type Severity = 'error' | 'warning' | 'info';

/** A place in a text file. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Diagnostic {
  readonly severity: Severity;
  /** Stable, kebab-case; listed in docs/diagnostics.md. */
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Field path as Kubernetes writes it: `spec.ingress[0].from[1].ipBlock.cidr`. */
  readonly path?: string;
  /** What to do about it, as a sentence or a command. */
  readonly hint?: string;
  /** How many of its kind the line stands for; absent: itself. */
  readonly count?: number;
}

export function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error';
}

/** Of what the lines say, where one may stand for many. */
export function countOf(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.reduce((sum, { count = 1 }) => sum + count, 0);
}

/** Byte order of (file, line, column), so that reports do not depend on the order of discovery. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  const fileA = a.file ?? '';
  const fileB = b.file ?? '';
  if (fileA !== fileB) return fileA < fileB ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
