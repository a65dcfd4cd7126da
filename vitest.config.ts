import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // Left to itself it keeps a processor free: with two that is half the speed.
    maxWorkers: availableParallelism(),
  },
});
