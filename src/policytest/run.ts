import { type Diagnostic, isError } from '../diagnostics/diagnostic.ts';
import { TierwallError } from '../diagnostics/errors.ts';
import type { EngineCore } from '../engine/core.ts';
import { type CreatedJudge, createJudge } from '../engine/create.ts';
import { unsupported } from './features.ts';
import { judgedProbe, judgeProbe, unjudgedProbe } from './judge-probe.ts';
import type { PolicyTest, TestResult } from './model.ts';

export interface RunOptions {
  /** For tests that name no engine; so are its options. */
  readonly engine?: string;
  readonly engineOptions?: ReadonlyMap<string, string>;
  /** Absent: the reference. */
  readonly core?: EngineCore;
  /** What policies do to connections that were open before them, where the API texts leave it open. */
  readonly liveConnections?: 'keep' | 'recheck';
}

/**
 * Runs one test. Never throws for what the test says; an error in it is in the result's diagnostics. Throws a
 * usageError for an engine or an option that the run does not know.
 */
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

/** The run speaks for tests that are silent, not over those that speak. */
function create(test: PolicyTest, defaults: RunOptions): CreatedJudge | Diagnostic {
  const { name, options } = test.engine;
  try {
    return createJudge({
      engine: name ?? defaults.engine,
      options: new Map([...(name === undefined ? (defaults.engineOptions ?? []) : []), ...options]),
      manifests: test.policies,
      inventory: test.inventory,
      core: defaults.core,
    });
  } catch (error) {
    // What the run asked for is not the fault of the test.
    if (!(error instanceof TierwallError) || !test.places.engine.isPresent) throw error;
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
  const liveConnections = engine.dialect.liveConnections ?? options.liveConnections;
  const probes = test.probes.map((probe) => {
    const question = { probe, judge, inventory: test.inventory, liveConnections };
    const judgement = unsupported(probe, engine.dialect) ?? judgeProbe(question, diagnostics);
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
