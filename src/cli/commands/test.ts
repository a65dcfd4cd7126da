import { unreadableError } from '../../diagnostics/errors.ts';
import type { EngineCore } from '../../engine/core.ts';
import { chooseEngine, engineOptions } from '../../engine/engines.ts';
import {
  filterTests,
  formatTestJson,
  formatTestJunit,
  formatTestTap,
  formatTestText,
  loadPolicyTests,
  type PolicyTest,
  runPolicyTest,
  summarize,
  type TestResult,
  testExitCode,
} from '../../policytest/index.ts';
import type { Io } from '../io.ts';
import { View, type ViewOptions } from '../view.ts';

export interface TestOptions extends ViewOptions {
  readonly engine?: string;
  readonly engineOption?: ReadonlyMap<string, string>;
  readonly engineCore: EngineCore;
  readonly liveConnections: 'keep' | 'recheck';
  readonly tag?: readonly string[];
  readonly name?: readonly string[];
  readonly maxInputBytes?: number;
  readonly verbose?: boolean;
  readonly output: 'text' | 'json' | 'junit' | 'tap';
}

export async function testCommand(paths: readonly string[], options: TestOptions, io: Io): Promise<number> {
  const view = new View(io, options);
  // What the run asks for must be there, whatever becomes of the tests.
  if (options.engine !== undefined) {
    engineOptions(chooseEngine(options.engine, []).dialect, options.engineOption ?? new Map());
  }
  const tests = chosenTests(await findTests(paths, options), options);
  const { engine, engineOption, engineCore: core, liveConnections } = options;
  const run = { engine, engineOptions: engineOption, core, liveConnections };
  const results = tests.map((test) => runPolicyTest(test, run));
  await view.text(formatted(results, options, view));
  return testExitCode(summarize(results));
}

async function findTests(paths: readonly string[], { maxInputBytes: maxBytes }: TestOptions) {
  const { tests, files } = await loadPolicyTests(paths, maxBytes === undefined ? undefined : { maxBytes });
  if (tests.length > 0) return tests;
  throw unreadableError('no-tests', `no policy test in ${(files.length === 0 ? paths : files).join(', ')}`, {
    hint: 'A test is a document with `kind: PolicyTest`.',
  });
}

/** More are not read. */
const mostNames = 10;

function chosenTests(tests: readonly PolicyTest[], { tag: tags, name: names }: TestOptions) {
  const chosen = filterTests(tests, { tags, names });
  if (chosen.length > 0) return chosen;
  const known = [...new Set(tests.flatMap((test) => test.tags))].sort();
  const all = tests.length === 1 ? 'the only test is not' : `none of the ${tests.length} tests is`;
  const titles = tests.slice(0, mostNames).map(({ name }) => JSON.stringify(name));
  const rest = tests.length > mostNames ? ', …' : '';
  const byTag = known.length === 0 ? 'No test has a tag.' : `Tags: ${known.join(', ')}.`;
  throw unreadableError('no-tests', `${all} of that tag and name`, {
    hint: `Names: ${titles.join(', ')}${rest}. ${byTag}`,
  });
}

function formatted(
  results: readonly TestResult[],
  { output, verbose = false }: TestOptions,
  view: View,
): string {
  switch (output) {
    case 'json':
      return formatTestJson(results);
    case 'junit':
      return formatTestJunit(results);
    case 'tap':
      return formatTestTap(results);
    default:
      return formatTestText(results, view.paint, { verbose });
  }
}
