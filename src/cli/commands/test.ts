import { unreadableError } from '../../diagnostics/errors.ts';
import type { EngineCore } from '../../engine/core.ts';
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
  const tests = chosenTests(await findTests(paths, options), options);
  const { engine, engineOption: engineOptions, engineCore: core, liveConnections } = options;
  const results = tests.map((test) => runPolicyTest(test, { engine, engineOptions, core, liveConnections }));
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

function chosenTests(tests: readonly PolicyTest[], { tag: tags, name: names }: TestOptions) {
  const chosen = filterTests(tests, { tags, names });
  if (chosen.length > 0) return chosen;
  const known = [...new Set(tests.flatMap((test) => test.tags))].sort();
  throw unreadableError('no-tests', `none of the ${tests.length} tests is of that tag and name`, {
    hint: known.length === 0 ? 'No test has a tag.' : `Their tags are ${known.join(', ')}.`,
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
