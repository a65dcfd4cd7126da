import { type Diagnostic, isError } from '../diagnostics/diagnostic.ts';
import { TierwallError } from '../diagnostics/errors.ts';
import { type CreatedJudge, createJudge } from '../engine/create.ts';
import { type DecidedBy, decidedBy, deciderText } from '../engine/decided-by.ts';
import type { Judge, Judgement } from '../engine/judge.ts';
import { judgeService } from '../engine/service.ts';
import { unsupported } from './features.ts';
import type { PolicyTest, Probe, ProbeResult, TestResult } from './model.ts';
import { resolveProbe } from './resolve.ts';
import { probeTitle } from './title.ts';

export interface RunOptions {
  /** For tests that name no engine. */
  readonly engine?: string;
  /** For tests that do not set them. */
  readonly engineOptions?: ReadonlyMap<string, string>;
  /** What policies do to connections that were open before them, where the API texts leave it open. */
  readonly liveConnections?: 'keep' | 'recheck';
}

/** Runs one test. Never throws for what the test says; an error in it is in the result's diagnostics. */
export function runPolicyTest(test: PolicyTest, options: RunOptions = {}): TestResult {
  if (test.diagnostics.some(isError)) return errorResult(test, test.diagnostics);
  const created = create(test, options);
  if ('code' in created) return errorResult(test, [...test.diagnostics, created]);
  const diagnostics = [...test.diagnostics, ...created.diagnostics, ...unreadPolicies(test, created)];
  const refused = created.diagnostics.some(isError);
  const faulty = diagnostics.some(isError) && !(test.expectInvalid && refused);
  if (faulty) return errorResult(test, diagnostics);
  return judgeProbes(test, created, options, diagnostics, refused);
}

/** Later settings win: the command line speaks for tests that are silent, not over those that speak. */
function create(test: PolicyTest, defaults: RunOptions): CreatedJudge | Diagnostic {
  const { name, options } = test.engine;
  try {
    return createJudge({
      engine: name ?? defaults.engine,
      options: new Map([...(name === undefined ? (defaults.engineOptions ?? []) : []), ...options]),
      manifests: test.policies,
      inventory: test.inventory,
    });
  } catch (error) {
    if (!(error instanceof TierwallError)) throw error;
    return test.places.engine.diagnostic('error', error.code, error.message, error.hint);
  }
}

/** Policies that the engine does not even read would let every probe through, and the test pass by luck. */
function unreadPolicies(test: PolicyTest, { policies, engine }: CreatedJudge): Diagnostic[] {
  const { name } = engine.dialect;
  if (test.policies.length === 0 || policies > 0 || name === 'none') return [];
  const kinds = [...new Set(test.policies.map(({ kind }) => kind))].join(', ');
  const message = `the engine ${name} reads none of these objects: ${kinds}`;
  return [test.places.policies.diagnostic('error', 'no-policy-for-engine', message)];
}

function judgeProbes(
  test: PolicyTest,
  { judge, engine }: CreatedJudge,
  options: RunOptions,
  before: readonly Diagnostic[],
  refused: boolean,
): TestResult {
  const diagnostics = [...before];
  const probes = test.probes.map((probe) => {
    const judgement =
      unsupported(probe, engine.dialect.name) ?? judgeProbe(probe, test, judge, options, diagnostics);
    if (!('code' in judgement)) return judgedProbe(probe, judgement);
    diagnostics.push(judgement);
    return unjudgedProbe(probe);
  });
  const missed = test.expectInvalid && !refused;
  if (missed) diagnostics.push(notRefused(test));
  const status = probes.some(({ verdict }) => verdict === null)
    ? 'error'
    : missed || probes.some(({ passed }) => !passed)
      ? 'failed'
      : 'passed';
  return { ...heading(test), status, diagnostics, probes };
}

/** Before there were policies the connection was allowed; whether it still is depends on who looks again. */
const opened: Judgement = {
  verdict: 'allow',
  reason: 'no-policy',
  egress: undefined,
  ingress: undefined,
  decidedAt: undefined,
  decider: { by: 'default' },
};

function judgeProbe(
  probe: Probe,
  test: PolicyTest,
  judge: Judge,
  options: RunOptions,
  diagnostics: Diagnostic[],
): Judgement | Diagnostic {
  const resolved = resolveProbe(probe, test.inventory);
  if ('code' in resolved) return resolved;
  if (probe.state === 'established' && options.liveConnections !== 'recheck') return opened;
  const { connection, service } = resolved;
  if (service === undefined) return judge.judge(connection);
  const { judgement, ambiguous } = judgeService(judge, connection, service, test.inventory);
  if (ambiguous) {
    const message = `the backends of ${probe.to} are judged differently; the strictest verdict stands`;
    diagnostics.push(probe.places.to.diagnostic('warning', 'ambiguous-backend', message));
  }
  return judgement;
}

function judgedProbe(probe: Probe, judgement: Judgement): ProbeResult {
  const passed = judgement.verdict === probe.expect;
  const decider = deciderText(judgement.decider, judgement.decidedAt);
  return probeResult(probe, judgement.verdict, passed, decidedBy(judgement), decider);
}

function unjudgedProbe(probe: Probe): ProbeResult {
  return probeResult(probe, null, false, null, '');
}

function probeResult(
  probe: Probe,
  verdict: ProbeResult['verdict'],
  passed: boolean,
  by: DecidedBy | null,
  decider: string,
): ProbeResult {
  const { index, expect, why } = probe;
  const title = probeTitle(probe);
  return { index, title, expect, verdict, passed, decidedBy: by, decider, why, place: probe.place };
}

function notRefused(test: PolicyTest): Diagnostic {
  const message = 'no policy object was refused';
  return test.places.expectInvalid.diagnostic('error', 'expected-invalid', message);
}

function errorResult(test: PolicyTest, diagnostics: readonly Diagnostic[]): TestResult {
  return { ...heading(test), status: 'error', diagnostics, probes: test.probes.map(unjudgedProbe) };
}

function heading({ name, place }: PolicyTest): Pick<TestResult, 'name' | 'place'> {
  return { name, place };
}
