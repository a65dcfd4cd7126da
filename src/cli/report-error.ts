import { compareDiagnostics, type Diagnostic, type Severity } from '../diagnostics/diagnostic.ts';
import { ExitCode, TierwallError } from '../diagnostics/errors.ts';
import { escapeText } from '../terminal/escape.ts';
import type { Io } from './io.ts';

/** Says on stderr why the run ended, and answers the exit code. */
export function reportError(error: unknown, io: Io): number {
  if (error instanceof TierwallError) {
    // One that only repeats the message would be read as a second error.
    const others = error.diagnostics.filter(({ code }) => code !== error.code);
    printDiagnostics(others, io);
    io.stderr.write(`tierwall: ${escapeText(error.message)} [${error.code}]\n`);
    if (error.hint !== undefined) io.stderr.write(`  ${escapeText(error.hint)}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`tierwall: internal error: ${text.split('\n').map(escapeText).join('\n')}\n`);
  io.stderr.write('  This is a bug: please report it with the command line and, if you may, the input.\n');
  return ExitCode.internal;
}

/** Of one severity; more nobody reads. */
const most: Readonly<Record<Severity, number>> = { error: 100, warning: 20, info: 20 };
const plural: Readonly<Record<Severity, string>> = { error: 'errors', warning: 'warnings', info: 'remarks' };

/** `file:line:column: severity: message [code]`, the form that editors and CI understand. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], io: Io): void {
  const seen = { error: 0, warning: 0, info: 0 };
  const hidden = { error: 0, warning: 0, info: 0 };
  for (const diagnostic of [...diagnostics].sort(compareDiagnostics)) {
    const { severity, count = 1 } = diagnostic;
    if (seen[severity]++ < most[severity]) io.stderr.write(`${diagnosticText(diagnostic)}\n`);
    else hidden[severity] += count;
  }
  for (const severity of ['error', 'warning', 'info'] as const) {
    const left = hidden[severity];
    if (left > 0) io.stderr.write(`… and ${left} more ${plural[severity]}\n`);
  }
}

export function diagnosticText(diagnostic: Diagnostic): string {
  const { file, line, column, severity, code, message, path, hint } = diagnostic;
  const place = file === undefined ? '' : `${file}${line ? `:${line}:${column ?? 1}` : ''}: `;
  const field = path === undefined || path === '' ? '' : `${path}: `;
  const text = escapeText(`${place}${severity}: ${field}${message} [${code}]`);
  return hint === undefined ? text : `${text}\n  ${escapeText(hint)}`;
}
