import { type ExitCode, unreadableError } from '../../diagnostics/errors.ts';
import {
  formatTestJson,
  formatTestJunit,
  formatTestTap,
  formatTestText,
  loadPolicyTests,
  runPolicyTest,
  summarize,
  testExitCode,
} from '../../policytest/index.ts';
import type { Io } from '../io.ts';
import { View, type ViewOptions } from '../view.ts';

export interface TestOptions extends ViewOptions {
  readonly engine?: string;
  readonly output: 'text' | 'json' | 'junit' | 'tap';
}

export async function testCommand(paths: readonly string[], options: TestOptions, io: Io): Promise<number> {
  const view = new View(io, options);
  const { tests, files } = await loadPolicyTests(paths);
  if (tests.length === 0) {
    throw unreadableError(
      'no-tests',
      `no policy test in ${files.length === 0 ? paths.join(', ') : files.join(', ')}`,
      {
        hint: 'A test is a document with `kind: PolicyTest`.',
      },
    );
  }
  const results = tests.map((test) => runPolicyTest(test, { engine: options.engine }));
  const format = {
    text: () => formatTestText(results, view.paint),
    json: () => formatTestJson(results),
    junit: () => formatTestJunit(results),
    tap: () => formatTestTap(results),
  }[options.output];
  await view.text(format());
  return testExitCode(summarize(results)) as ExitCode;
}
