import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import * as entry from '../../src/kernels/entry.ts';
import { moduleText } from '../../src/kernels/generated/kernels.ts';
import { createKernelMemory, loadKernels } from '../../src/kernels/load.ts';
import { setShape } from '../../src/replay/compiled/row-reader.ts';
import { kernelsOf } from './forms.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The functions that a file exports, with their parameters. */
/** A parameter that only one of the files uses has an underscore in the others. */
function signatures(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/^export function (.*) \{$/gm)].map(([, signature]) =>
    signature.replace(/\b_/g, ''),
  );
}

/** It has no source text: it stands in a module of WebAssembly. */
function isNative(one: (...all: never[]) => unknown): boolean {
  return one.toString().includes('[native code]');
}

/** Loads the module in another thread and lets it read a record. */
const readInWorker = `
const { parentPort, workerData } = require('node:worker_threads');
const module = new WebAssembly.Module(Buffer.from(workerData.moduleText, 'base64'));
const { exports } = new WebAssembly.Instance(module, { env: { memory: workerData.memory } });
parentPort.postMessage(exports.readPcap(64, 80, 4096, 4, 8192, 1, 2, 0));
`;

describe('the kernels’ module', () => {
  it('is what its sources give', () => {
    execFileSync(process.execPath, [join(root, 'scripts', 'build-kernels.mjs'), '--check'], {
      stdio: 'pipe',
    });
  });

  it.each([
    ['mem', ['mem', 'mem-simd'], 20],
    ['mem', ['mem', 'mem-scalar'], 20],
    ['hash-four', ['hash-four'], 1],
    ['hash-four', ['hash-four-scalar'], 1],
  ])('has the functions of %s.ts in %s', (name, replacing, count) => {
    const plain = signatures(`src/kernels/${name}.ts`).filter((one) => !one.startsWith('useMemory('));
    expect(plain.length).toBeGreaterThanOrEqual(count);
    const all = replacing.flatMap((one) => signatures(`scripts/kernels/${one}.as.ts`));
    expect(all.sort()).toEqual(plain.sort());
  });

  it.each(['wasm', 'portable'] as const)('exports exactly the functions of entry.ts: %s', (form) => {
    const memory = createKernelMemory(1);
    expect(Object.keys(kernelsOf(form, memory)).sort()).toEqual(Object.keys(entry).sort());
  });

  it('is chosen by the environment where the caller does not say', () => {
    const memory = createKernelMemory(1);
    const before = process.env.TIERWALL_KERNELS;
    try {
      process.env.TIERWALL_KERNELS = 'portable';
      expect(isNative(loadKernels(memory).judge)).toBe(false);
      process.env.TIERWALL_KERNELS = '';
      expect(isNative(loadKernels(memory).judge)).toBe(true);
    } finally {
      if (before === undefined) delete process.env.TIERWALL_KERNELS;
      else process.env.TIERWALL_KERNELS = before;
    }
  });

  it('works over one memory in several threads', async () => {
    const memory = createKernelMemory(65536);
    const view = new DataView(memory.buffer);
    view.setUint32(64 + 12, 60, true);
    const shape = { littleEndian: true, headerLength: 16, unitsPerSecond: 1e6, minor: 4, linkType: 1 };
    setShape(new Uint32Array(memory.buffer), 8192, shape);
    const worker = new Worker(readInWorker, { eval: true, workerData: { moduleText, memory } });
    const count = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(count).toBe(1);
    expect(view.getUint32(4096 + 84, true)).toBe(60);
  });
});
