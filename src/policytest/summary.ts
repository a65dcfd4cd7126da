import { ExitCode } from '../diagnostics/errors.ts';
import type { TestResult } from './model.ts';

export interface TestSummary {
  readonly tests: number;
  readonly probes: number;
  /** Tests, as are `failed` and `errors`. */
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
}

export function summarize(results: readonly TestResult[]): TestSummary {
  const count = (status: TestResult['status']) => results.filter((result) => result.status === status).length;
  return {
    tests: results.length,
    probes: results.reduce((sum, { probes }) => sum + probes.length, 0),
    passed: count('passed'),
    failed: count('failed'),
    errors: count('error'),
  };
}

/** A run that tests nothing is no success; a test that could not be judged is a finding as a failed one is. */
export function testExitCode({ tests, passed }: TestSummary): ExitCode {
  if (tests === 0) return ExitCode.unreadable;
  return passed === tests ? ExitCode.ok : ExitCode.findings;
}
