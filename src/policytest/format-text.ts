import { noPaint, type Paint } from '../terminal/colour.ts';
import { escapeText } from '../terminal/escape.ts';
import { formatCount } from '../terminal/number.ts';
import { deciderPlaces, diagnosticLines, placeText } from './explain.ts';
import type { ProbeResult, TestResult } from './model.ts';
import { summarize, type TestSummary } from './summary.ts';

const marks = {
  passed: { text: 'pass ', word: 'allow' },
  failed: { text: 'FAIL ', word: 'deny' },
  error: { text: 'ERROR', word: 'warning' },
} as const;

/** For people: a line per test, the reasons under those that did not pass, and the sums at the end. */
export function formatTestText(results: readonly TestResult[], paint: Paint = noPaint): string {
  const lines = results.flatMap((result) => testLines(result, paint));
  return `${[...lines, summaryText(summarize(results), paint)].join('\n')}\n`;
}

function testLines(result: TestResult, paint: Paint): readonly string[] {
  const { text, word } = marks[result.status];
  const count = result.probes.length === 1 ? '1 probe' : `${result.probes.length} probes`;
  const where = result.status === 'passed' ? `(${count})` : escapeText(placeText(result.place));
  const head = `${paint(word, text)} ${escapeText(result.name)}  ${paint('path', where)}`;
  if (result.status === 'passed') return [head];
  const told = result.diagnostics.filter(({ severity }) => severity !== 'info').flatMap(diagnosticLines);
  const failed = result.probes.filter(({ passed, verdict }) => !passed && verdict !== null);
  return [head, ...told.map(indent), ...failed.flatMap((probe) => probeLines(probe, paint)).map(indent), ''];
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

function summaryText(summary: TestSummary, paint: Paint): string {
  const { tests, probes, passed, failed, errors } = summary;
  const parts = [paint('allow', `${formatCount(passed)} passed`)];
  if (failed > 0) parts.push(paint('deny', `${formatCount(failed)} failed`));
  if (errors > 0) parts.push(paint('warning', `${formatCount(errors)} with errors`));
  return `${formatCount(tests)} tests, ${formatCount(probes)} probes: ${parts.join(', ')}`;
}
