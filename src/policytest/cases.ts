import type { Position } from '../diagnostics/diagnostic.ts';
import { deciderPlaces, diagnosticLines, outcomeText, placeText } from './explain.ts';
import type { ProbeResult, TestResult } from './model.ts';

/** One line of a report for machines: a probe, or what a test says as a whole. */
export interface Case {
  readonly test: string;
  readonly name: string;
  readonly place: Position;
  readonly outcome: 'passed' | 'failed' | 'error';
  /** One line; empty where it passed. */
  readonly message: string;
  readonly details: readonly string[];
}

/**
 * The probes of a test; before them the test itself where more than probes speaks: it could not be run as it
 * stands, an object should have been refused, or there are no probes.
 */
export function casesOf(result: TestResult): readonly Case[] {
  const probes = result.probes
    .filter(({ verdict }) => verdict !== null)
    .map((probe) => ofProbe(result, probe));
  const whole = ofTest(result);
  return whole.outcome !== 'passed' || probes.length === 0 ? [whole, ...probes] : probes;
}

/** A test that failed only by its probes has nothing to say of its own. */
function ofTest({ name, place, status, diagnostics }: TestResult): Case {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const refused = status === 'failed' && errors.some(({ code }) => code === 'expected-invalid');
  const outcome = status === 'error' ? 'error' : refused ? 'failed' : 'passed';
  const details = diagnostics.flatMap(diagnosticLines);
  const message = outcome === 'passed' ? '' : (errors[0]?.message ?? '');
  return { test: name, name: 'the test itself', place, outcome, message, details };
}

function ofProbe(result: TestResult, probe: ProbeResult): Case {
  const { index, title, place, passed, decider, decidedBy, why } = probe;
  const common = { test: result.name, name: `${index}: ${title}`, place };
  if (passed) return { ...common, outcome: 'passed', message: '', details: [] };
  const details = [
    `decided by: ${decider}`,
    ...deciderPlaces(decidedBy).map((at) => `at: ${at}`),
    `probe: ${placeText(place)}`,
    ...(why === '' ? [] : [`why: ${why}`]),
  ];
  return { ...common, outcome: 'failed', message: outcomeText(probe), details };
}
