import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { formatTestText, loadPolicyTests, runPolicyTest } from '../../src/policytest/index.ts';

const folder = fileURLToPath(new URL('../cases/kubernetes', import.meta.url));
const { tests } = await loadPolicyTests([folder]);

describe('our Kubernetes cases', () => {
  it('are found', () => {
    expect(tests.length).toBeGreaterThan(100);
  });

  it.each(tests.map((test) => [test.name, test] as const))('%s', (_name, test) => {
    const result = runPolicyTest(test);
    expect(result.status, formatTestText([result])).toBe('passed');
  });
});
