import { createKernelMemory, type Kernels } from '../../src/kernels/load.ts';
import { type KernelForm, kernelsOf } from './forms.ts';

/** The kernels in one of their forms, with a memory that is used again, as each reserves much address space. */
export interface TrackKernel extends Pick<Kernels, 'parseRows' | 'hintRows' | 'touchRows' | 'track'> {
  readonly name: string;
  /** At least so many zero bytes, which the functions work on from now. Ends what was in the last ones. */
  memory(bytes: number): SharedArrayBuffer;
}

export function trackKernel(name: KernelForm): TrackKernel {
  let memory = createKernelMemory(2 ** 20);
  let kernels: Kernels;
  return {
    name,
    memory: (bytes) => {
      if (bytes > memory.buffer.byteLength) memory = createKernelMemory(bytes);
      else new Uint8Array(memory.buffer).fill(0);
      kernels = kernelsOf(name, memory);
      return memory.buffer;
    },
    parseRows: (...all) => kernels.parseRows(...all),
    hintRows: (...all) => kernels.hintRows(...all),
    touchRows: (...all) => kernels.touchRows(...all),
    track: (...all) => kernels.track(...all),
  };
}

export const trackKernels = [trackKernel('wasm'), trackKernel('portable'), trackKernel('plain')] as const;
