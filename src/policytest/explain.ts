import type { Diagnostic, Position } from '../diagnostics/diagnostic.ts';
import type { DecidedBy } from '../engine/decided-by.ts';
import { escapeText } from '../terminal/escape.ts';
import type { ProbeResult } from './model.ts';

/** `file:line`; the file alone where no line is known. */
export function placeText({ file, line }: Pick<Position, 'file' | 'line'>): string {
  return line > 0 ? `${file}:${line}` : file;
}

/** Where the deciding rule stands, or the policies that isolated the endpoint. */
export function deciderPlaces(decidedBy: DecidedBy | null): readonly string[] {
  if (decidedBy === null) return [];
  if ('isolatedBy' in decidedBy) return decidedBy.isolatedBy.map(placeText);
  return 'file' in decidedBy ? [placeText(decidedBy)] : [];
}

/** `expected deny, got allow`. */
export function outcomeText({ expect, verdict }: ProbeResult): string {
  return `expected ${expect}, ${verdict === null ? 'not judged' : `got ${verdict}`}`;
}

/** `file:line:column: error: field: message [code]`, and what to do about it on a second line. Escaped. */
export function diagnosticLines(diagnostic: Diagnostic): readonly string[] {
  const { severity, code, message, file, line, column, path, hint } = diagnostic;
  const place = file === undefined ? '' : `${file}${line ? `:${line}:${column ?? 1}` : ''}: `;
  const field = path ? `${path}: ` : '';
  const text = `${place}${severity}: ${field}${message} [${code}]`;
  return [text, ...(hint === undefined ? [] : [`  ${hint}`])].map(escapeText);
}
