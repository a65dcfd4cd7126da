import type { Diagnostic, Position, Severity } from '../diagnostics/diagnostic.ts';
import { formatPath, type Source } from '../diagnostics/source.ts';

/** Of one code; what comes beyond is counted only, so that a large cluster does not bury its errors. */
const mostPerCode: Readonly<Record<string, number>> = {
  'pod-without-address': 5,
  'unknown-node': 5,
  'unknown-service': 5,
};
const mostOfOthers = 20;

type Hint = string | (() => string | undefined);

/** What was said of one code. */
interface Said {
  readonly severity: Severity;
  readonly code: string;
  count: number;
  /** Where the first one is that is not shown. */
  next?: Position;
}

/** Collects what is said about the inputs. Places are looked up for the lines that are kept only. */
export class Report {
  readonly #diagnostics: Diagnostic[] = [];
  readonly #said = new Map<string, Said>();

  error(code: string, message: string, source: Source, hint?: string): void {
    this.add('error', code, message, source, hint);
  }

  /** A hint that takes long to find may be a function, asked for the lines that are kept. */
  warn(code: string, message: string, source: Source, hint?: Hint): void {
    this.add('warning', code, message, source, hint);
  }

  info(code: string, message: string, source: Source, hint?: string): void {
    this.add('info', code, message, source, hint);
  }

  add(severity: Severity, code: string, message: string, source: Source, given?: Hint): void {
    if (!this.#isShown(severity, code, source)) return;
    const hint = typeof given === 'function' ? given() : given;
    const place = { ...source.locate(), ...(source.path.length > 0 && { path: formatPath(source.path) }) };
    this.#diagnostics.push({ severity, code, message, ...place, ...(hint !== undefined && { hint }) });
  }

  /** A line about the input as a whole. */
  note(severity: Severity, code: string, message: string, hint?: string): void {
    this.#diagnostics.push({ severity, code, message, ...(hint !== undefined && { hint }) });
  }

  diagnostics(): readonly Diagnostic[] {
    return [...this.#diagnostics, ...[...this.#said.values()].flatMap(moreOf)];
  }

  /** Counts it too. */
  #isShown(severity: Severity, code: string, source: Source): boolean {
    const key = `${severity} ${code}`;
    const said = this.#said.get(key) ?? { severity, code, count: 0 };
    this.#said.set(key, said);
    if (++said.count <= mostOf(code)) return true;
    said.next ??= source.locate();
    return false;
  }
}

/** A line for those that are not shown, at the place of the first of them: behind those that are. */
function moreOf({ severity, code, count: all, next }: Said): readonly Diagnostic[] {
  if (next === undefined) return [];
  const count = all - mostOf(code);
  return [{ severity, code, message: `${count} more like the ${mostOf(code)} shown`, ...next, count }];
}

function mostOf(code: string): number {
  return mostPerCode[code] ?? mostOfOthers;
}
