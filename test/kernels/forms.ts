import * as sources from '../../src/kernels/entry.ts';
import { type Kernels, loadKernels } from '../../src/kernels/load.ts';
import { useMemory } from '../../src/kernels/mem.ts';

/** In the module, in the JavaScript that is made of the sources, and the sources as TypeScript. */
export type KernelForm = 'wasm' | 'portable' | 'plain';

/** The sources have one memory, which the last call sets. */
export function kernelsOf(form: KernelForm, memory: WebAssembly.Memory): Kernels {
  if (form !== 'plain') return loadKernels(memory, { portable: form === 'portable' });
  useMemory(memory.buffer);
  return sources;
}
