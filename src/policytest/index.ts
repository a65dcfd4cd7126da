export { filterTests, type TestFilter } from './filter.ts';
export { formatTestJson } from './format-json.ts';
export { formatTestJunit } from './format-junit.ts';
export { formatTestTap } from './format-tap.ts';
export { formatTestText } from './format-text.ts';
export { type LoadedPolicyTests, loadPolicyTests } from './load.ts';
export type { PolicyTest, Probe, ProbeResult, TestResult } from './model.ts';
export { type RunOptions, runPolicyTest } from './run.ts';
export { summarize, type TestSummary, testExitCode } from './summary.ts';
