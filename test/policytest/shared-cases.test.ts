import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { formatTestText, loadPolicyTests, runPolicyTest } from '../../src/policytest/index.ts';

const file = fileURLToPath(new URL('../../../shared/cases/kubernetes.yaml', import.meta.url));
const tests = existsSync(file) ? (await loadPolicyTests([file])).tests : [];

describe.skipIf(tests.length === 0)('the shared Kubernetes cases (skipped: the file is not there)', () => {
  it.each(tests.map((test) => [test.name, test] as const))('%s', (_name, test) => {
    const result = runPolicyTest(test);
    expect(result.status, formatTestText([result])).toBe('passed');
  });
});
