import { escapeText } from '../terminal/escape.ts';
import { type Case, casesOf } from './cases.ts';
import type { TestResult } from './model.ts';

/** TAP 14: a point per probe; what did not pass has its reasons in a YAML block. */
export function formatTestTap(results: readonly TestResult[]): string {
  const cases = results.flatMap(casesOf);
  const lines = cases.flatMap((each, index) => point(each, index + 1));
  return `${['TAP version 14', `1..${cases.length}`, ...lines].join('\n')}\n`;
}

function point({ test, name, place, outcome, message, details }: Case, number: number): readonly string[] {
  const description = `${number} - ${tap(`${test}: ${name}`)}`;
  if (outcome === 'passed') return [`ok ${description}`];
  return [
    `not ok ${description}`,
    '  ---',
    `  message: ${quoted(message)}`,
    `  severity: ${outcome === 'failed' ? 'fail' : 'error'}`,
    '  at:',
    `    file: ${quoted(place.file)}`,
    `    line: ${place.line}`,
    '  details: |',
    ...details.map((line) => `    ${escapeText(line)}`),
    '  ...',
  ];
}

/** Single quotes: the small YAML readers of TAP consumers know few escapes, and none are left to write. */
function quoted(text: string): string {
  return `'${escapeText(text).replaceAll("'", "''")}'`;
}

/** `#` would start a directive (`# SKIP` makes a failure pass). */
function tap(text: string): string {
  return escapeText(text).replace(/[\\#]/g, '\\$&');
}
