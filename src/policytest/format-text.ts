import { noPaint, type Paint } from '../terminal/colour.ts';
import { escapeText } from '../terminal/escape.ts';
import { formatCount, formatCountOf } from '../terminal/number.ts';
import { deciderPlaces, diagnosticLines, placeText } from './explain.ts';
import type { ProbeResult, TestResult } from './model.ts';
import { summarize, type TestSummary } from './summary.ts';

const marks = {
  passed: { text: 'pass ', word: 'allow' },
  failed: { text: 'FAIL ', word: 'deny' },
  error: { text: 'ERROR', word: 'warning' },
} as const;

export interface TextOptions {
  /** A line for each test that passed too, with its warnings. */
  readonly verbose?: boolean;
}

/** For people: what did not pass, with the reasons, and the sums at the end. */
export function formatTestText(
  results: readonly TestResult[],
  paint: Paint = noPaint,
  { verbose = true }: TextOptions = {},
): string {
  const told = verbose ? results : results.filter(({ status }) => status !== 'passed');
  const lines = told.flatMap((result) => testLines(result, paint));
  const untold = results.filter((result) => !told.includes(result)).flatMap(warningsOf).length;
  return `${[...lines, summaryText(summarize(results), untold, paint)].join('\n')}\n`;
}

function testLines(result: TestResult, paint: Paint): readonly string[] {
  const { text, word } = marks[result.status];
  const count = result.probes.length === 1 ? '1 probe' : `${result.probes.length} probes`;
  const where = result.status === 'passed' ? `(${count})` : escapeText(placeText(result.place));
  const head = `${paint(word, text)} ${escapeText(result.name)}  ${paint('path', where)}`;
  if (result.status === 'passed') return [head, ...warningsOf(result).flatMap(diagnosticLines).map(indent)];
  const told = result.diagnostics.filter(({ severity }) => severity !== 'info').flatMap(diagnosticLines);
  const failed = result.probes.filter(({ passed, verdict }) => !passed && verdict !== null);
  return [head, ...told.map(indent), ...failed.flatMap((probe) => probeLines(probe, paint)).map(indent), ''];
}

/** An object that was refused as expected is no news. */
function warningsOf({ diagnostics }: TestResult): TestResult['diagnostics'] {
  return diagnostics.filter(({ severity }) => severity === 'warning');
}

function indent(line: string): string {
  return `      ${line}`;
}

function probeLines(probe: ProbeResult, paint: Paint): readonly string[] {
  const { expect, verdict, decider, decidedBy, why, place } = probe;
  const title = `probe ${probe.index}: ${probe.title}`;
  const got = verdict === null ? 'not judged' : `got ${paint(verdict, verdict)}`;
  const at = deciderPlaces(decidedBy);
  return [
    `${escapeText(title)}  ${paint('path', escapeText(placeText(place)))}`,
    `  expected ${paint(expect, expect)}, ${got}`,
    `  by ${escapeText(decider)}`,
    ...at.map((each) => `     ${paint('path', escapeText(each))}`),
    ...(why === '' ? [] : [`  why: ${escapeText(why)}`]),
  ];
}

function summaryText(summary: TestSummary, untold: number, paint: Paint): string {
  const { tests, probes, passed, failed, errors } = summary;
  const parts = [paint('allow', `${formatCount(passed)} passed`)];
  if (failed > 0) parts.push(paint('deny', `${formatCount(failed)} failed`));
  if (errors > 0) parts.push(paint('warning', `${formatCount(errors)} with errors`));
  if (untold > 0) parts.push(`${formatCountOf(untold, 'warning')} in tests that passed (-v shows them)`);
  return `${formatCountOf(tests, 'test')}, ${formatCountOf(probes, 'probe')}: ${parts.join(', ')}`;
}
