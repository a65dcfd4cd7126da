import { readFileSync } from 'node:fs';
import { touchRows } from '../../src/kernels/flow-find.ts';
import { useMemory } from '../../src/kernels/mem.ts';
import { track } from '../../src/kernels/track.ts';

export interface TrackKernel {
  readonly name: string;
  /** So many zero bytes that the functions work on. */
  memory(bytes: number): ArrayBufferLike;
  touchRows(rows: number, from: number, to: number, table: number): number;
  track(rows: number, from: number, to: number, out: number, table: number): number;
}

const wasm = new WebAssembly.Module(readFileSync('/tmp/asc-track/out.wasm'));

export function wasmKernel(): TrackKernel {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const e = new WebAssembly.Instance(wasm, { env: { memory } }).exports as any;
  return {
    name: 'wasm',
    memory(bytes) {
      const missing = Math.ceil((bytes - memory.buffer.byteLength) / 65536);
      if (missing > 0) memory.grow(missing);
      new Uint8Array(memory.buffer).fill(0);
      return memory.buffer;
    },
    touchRows: (a, b, c, d) => e.touchRows(a, b, c, d) >>> 0,
    track: (a, b, c, d, f) => e.track(a, b, c, d, f) >>> 0,
  };
}
export function portableKernel(): TrackKernel {
  return {
    name: 'portable',
    memory(bytes) {
      const b = new SharedArrayBuffer(Math.ceil(bytes / 8) * 8);
      useMemory(b);
      return b;
    },
    touchRows,
    track,
  };
}

export function trackKernels(): readonly TrackKernel[] {
  return [wasmKernel(), portableKernel()];
}
