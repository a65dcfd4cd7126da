import * as portable from './entry.ts';
import { kernelsWasm } from './generated/kernels.ts';
import { useMemory } from './mem.ts';

/** The kernels. Addresses and lengths are bytes, rows are counted from 0; each is described where it is defined. */
export type Kernels = { readonly [Name in keyof typeof portable]: (typeof portable)[Name] };

/** `wasm`: WebAssembly. `portable`: the same sources as plain TypeScript. */
export type KernelKind = 'wasm' | 'portable';

let compiled: WebAssembly.Module | undefined;

/**
 * The kernels on a shared memory. Any number of threads may run them on one memory. The portable ones work on one
 * memory for each thread: the last that was given.
 */
export function loadKernels(memory: WebAssembly.Memory, kind: KernelKind = 'wasm'): Kernels {
  if (kind === 'portable') {
    useMemory(memory.buffer);
    return portable;
  }
  compiled ??= new WebAssembly.Module(Buffer.from(kernelsWasm, 'base64'));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return unsigned(exports as Readonly<Record<string, Kernel>>);
}

type Kernel = (...args: readonly number[]) => number;

/** WebAssembly's numbers arrive signed; all results here are unsigned. Missing arguments are 0 to it, and unused. */
function unsigned(kernels: Readonly<Record<string, Kernel>>): Kernels {
  const wrapped = Object.keys(portable).map((name) => {
    const kernel = kernels[name];
    // Written out: a spread would allocate for every call.
    const call = (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) =>
      kernel(a, b, c, d, e, f, g, h) >>> 0;
    return [name, call];
  });
  return Object.fromEntries(wrapped);
}
