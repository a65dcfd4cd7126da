import type { TestResult } from './model.ts';
import { summarize } from './summary.ts';

/** The schema `tierwall.test/v1`, as one JSON text. */
export function formatTestJson(results: readonly TestResult[]): string {
  const report = {
    schema: 'tierwall.test/v1',
    summary: summarize(results),
    tests: results.map(jsonTest),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function jsonTest({ name, place, status, diagnostics, probes }: TestResult) {
  return {
    name,
    file: place.file,
    line: place.line,
    status,
    diagnostics,
    probes: probes.map(({ index, title, expect, verdict, passed, decidedBy, why, place: at }) => ({
      index,
      title,
      expect,
      verdict,
      passed,
      decidedBy,
      why,
      line: at.line,
    })),
  };
}
