import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { formatPath, type Source } from '../diagnostics/source.ts';

/** Of one code; what comes beyond is counted only, so that a large cluster does not bury its errors. */
const mostPerCode: Readonly<Record<string, number>> = { 'pod-without-address': 5, 'namespace-assumed': 5 };
const mostOfOthers = 20;

/** Collects what is said about the inputs. Places are looked up for the lines that are kept only. */
export class Report {
  readonly #diagnostics: Diagnostic[] = [];
  readonly #counts = new Map<string, { severity: Severity; count: number }>();

  error(code: string, message: string, source: Source, hint?: string): void {
    this.add('error', code, message, source, hint);
  }

  warn(code: string, message: string, source: Source, hint?: string): void {
    this.add('warning', code, message, source, hint);
  }

  info(code: string, message: string, source: Source, hint?: string): void {
    this.add('info', code, message, source, hint);
  }

  add(severity: Severity, code: string, message: string, source: Source, hint?: string): void {
    const seen = this.#counts.get(code) ?? { severity, count: 0 };
    this.#counts.set(code, seen);
    if (++seen.count > mostOf(code)) return;
    const place = { ...source.locate(), ...(source.path.length > 0 && { path: formatPath(source.path) }) };
    this.#diagnostics.push({ severity, code, message, ...place, ...(hint !== undefined && { hint }) });
  }

  /** A line about the input as a whole. */
  note(severity: Severity, code: string, message: string, hint?: string): void {
    this.#diagnostics.push({ severity, code, message, ...(hint !== undefined && { hint }) });
  }

  diagnostics(): readonly Diagnostic[] {
    const more = [...this.#counts].flatMap(([code, { severity, count }]) => {
      const left = count - mostOf(code);
      return left > 0 ? [{ severity, code, message: `${left} more like the ${mostOf(code)} shown` }] : [];
    });
    return [...this.#diagnostics, ...more];
  }
}

function mostOf(code: string): number {
  return mostPerCode[code] ?? mostOfOthers;
}
