import type { Diagnostic } from './diagnostic.ts';

/** Process exit codes, the same for every command and output format. Signals give 128 + n. */
export const ExitCode = {
  ok: 0,
  findings: 1,
  usage: 2,
  unreadable: 3,
  internal: 4,
  privilege: 5,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** An end of the run that the user can mend; it carries its exit code and all that was found. */
export class TierwallError extends Error {
  override readonly name: string = 'TierwallError';
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly hint: string | undefined;

  constructor(
    exitCode: ExitCode,
    code: string,
    message: string,
    options: { diagnostics?: readonly Diagnostic[]; hint?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = exitCode;
    this.code = code;
    this.diagnostics = options.diagnostics ?? [];
    this.hint = options.hint;
  }
}

/** What of an end is told to another thread, which gets no classes. */
export type FailureData = Pick<TierwallError, 'exitCode' | 'code' | 'message' | 'diagnostics' | 'hint'>;

export function failureData({ exitCode, code, message, diagnostics, hint }: TierwallError): FailureData {
  return { exitCode, code, message, diagnostics, hint };
}

export function failureOf({ exitCode, code, message, diagnostics, hint }: FailureData): TierwallError {
  return new TierwallError(exitCode, code, message, { diagnostics, hint });
}

/** Wrong flags, wrong configuration, a policy that an API server would refuse. */
export function usageError(
  code: string,
  message: string,
  options?: { diagnostics?: readonly Diagnostic[]; hint?: string },
): TierwallError {
  return new TierwallError(ExitCode.usage, code, message, options);
}

/** A file that cannot be read, or nothing to read in it. */
export function unreadableError(
  code: string,
  message: string,
  options?: { diagnostics?: readonly Diagnostic[]; hint?: string; cause?: unknown },
): TierwallError {
  return new TierwallError(ExitCode.unreadable, code, message, options);
}
