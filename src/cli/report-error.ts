import { compareDiagnostics, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { ExitCode, TierwallError } from '../diagnostics/errors.ts';
import { escapeText } from '../terminal/escape.ts';
import type { Io } from './io.ts';

/** Says on stderr why the run ended, and answers the exit code. */
export function reportError(error: unknown, io: Io): number {
  if (error instanceof TierwallError) {
    printDiagnostics(error.diagnostics, io);
    io.stderr.write(`tierwall: ${escapeText(error.message)} [${error.code}]\n`);
    if (error.hint !== undefined) io.stderr.write(`  ${escapeText(error.hint)}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`tierwall: internal error: ${text.split('\n').map(escapeText).join('\n')}\n`);
  io.stderr.write('  This is a bug: please report it with the command line and, if you may, the input.\n');
  return ExitCode.internal;
}

/** `file:line:column: severity: message [code]`, the form that editors and CI understand. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], io: Io): void {
  for (const diagnostic of [...diagnostics].sort(compareDiagnostics)) {
    io.stderr.write(`${diagnosticText(diagnostic)}\n`);
  }
}

export function diagnosticText(diagnostic: Diagnostic): string {
  const { file, line, column, severity, code, message, path, hint } = diagnostic;
  const place = file === undefined ? '' : `${file}${line ? `:${line}:${column ?? 1}` : ''}: `;
  const field = path === undefined || path === '' ? '' : `${path}: `;
  const text = escapeText(`${place}${severity}: ${field}${message} [${code}]`);
  return hint === undefined ? text : `${text}\n  ${escapeText(hint)}`;
}
