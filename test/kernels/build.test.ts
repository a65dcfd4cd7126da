import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { moduleText } from '../../src/kernels/generated/kernels.ts';
import { createKernelMemory, loadKernels } from '../../src/kernels/load.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The functions that a file exports, with their parameters. */
function signatures(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/^export function (.*) \{$/gm)].map((match) => match[1]);
}

/** Loads the module in another thread and lets it walk a record. */
const walkInWorker = `
const { parentPort, workerData } = require('node:worker_threads');
const module = new WebAssembly.Module(Buffer.from(workerData.moduleText, 'base64'));
const { exports } = new WebAssembly.Instance(module, { env: { memory: workerData.memory } });
parentPort.postMessage(exports.walkPcap(64, 80, 4096, 4, 0, 1, 16, 1000000, 4, 1));
`;

describe('the kernels’ module', () => {
  it('is what its sources give', () => {
    execFileSync(process.execPath, [join(root, 'scripts', 'build-kernels.mjs'), '--check'], {
      stdio: 'pipe',
    });
  });

  it.each([
    ['mem', 20],
    ['hash-four', 1],
  ])('has the same functions as the portable version of %s.ts', (name, count) => {
    const portable = signatures(`src/kernels/${name}.ts`).filter((one) => !one.startsWith('useMemory('));
    expect(portable.length).toBeGreaterThanOrEqual(count);
    expect(signatures(`scripts/kernels/${name}.as.ts`).sort()).toEqual(portable.sort());
  });

  it('exports exactly the portable functions', () => {
    const memory = createKernelMemory(1);
    const native = loadKernels(memory, { portable: false });
    const portable = loadKernels(memory, { portable: true });
    expect(Object.keys(native).sort()).toEqual(Object.keys(portable).sort());
  });

  it('is chosen by the environment where the caller does not say', () => {
    const memory = createKernelMemory(1);
    const before = process.env.TIERWALL_KERNELS;
    try {
      process.env.TIERWALL_KERNELS = 'portable';
      expect(loadKernels(memory)).toBe(loadKernels(memory, { portable: true }));
      process.env.TIERWALL_KERNELS = '';
      expect(loadKernels(memory)).not.toBe(loadKernels(memory, { portable: true }));
    } finally {
      if (before === undefined) delete process.env.TIERWALL_KERNELS;
      else process.env.TIERWALL_KERNELS = before;
    }
  });

  it('works over one memory in several threads', async () => {
    const memory = createKernelMemory(65536);
    new DataView(memory.buffer).setUint32(64 + 12, 60, true);
    const worker = new Worker(walkInWorker, { eval: true, workerData: { moduleText, memory } });
    const count = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(count).toBe(1);
    expect(new DataView(memory.buffer).getUint32(4096 + 84, true)).toBe(60);
  });
});
