import type { ImageRegion } from '../../../src/compile/live/image-copies.ts';
import { createKernelMemory } from '../../../src/kernels/load.ts';

/** Address of some bytes in front of the region. Address 0 means `none` to kernels. */
export const scratch = 128;
const scratchBytes = 896;

/** Shared memory for live tables of a test, behind so many bytes for other things. */
export function regionOf(
  bytes: number,
  before = scratchBytes,
): ImageRegion & { readonly memory: WebAssembly.Memory } {
  const byteOffset = scratch + before;
  const memory = createKernelMemory(byteOffset + bytes);
  return { memory, buffer: memory.buffer, byteOffset, byteLength: bytes };
}
