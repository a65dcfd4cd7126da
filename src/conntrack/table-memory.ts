import { bucketBytes, bucketCells, flowRowBytes, restBytes, tableRows } from '../kernels/flow-layout.ts';
import { bucketWords } from './layout.ts';

/** Flows of the largest table. With all that stands beside it, a flow takes some 190 bytes; kernels reach 2 GiB. */
export const largestCapacity = 2 ** 22;

/** Where a table stands. The bytes must be zero; `byteOffset` is a multiple of tableAlignment. */
export interface TableMemory {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
}

/** A row never straddles more than its two cache lines. */
const tableAlignment = flowRowBytes;

/** Bytes from the start of a table to its parts, and to its end. */
export interface TableLayout {
  readonly capacity: number;
  readonly rows: number;
  /** What is left of each flow. */
  readonly rest: number;
  readonly cells: number;
  readonly cellWords: number;
  readonly free: number;
  readonly bytes: number;
}

/**
 * With fewer buckets, nine flows of a small table that have one and the same bucket, and no other, would be met: by chance,
 * and so depending on the hash's key. With so many they come once in some 10^20 flows, at the worst of all capacities.
 */
const leastBuckets = 256;

/** `maxFlows` is rounded down to a power of two. Twice as many cells as slots keep both buckets of a key from filling up. */
export function tableLayout(maxFlows: number): TableLayout {
  const capacity = powerOfTwo(maxFlows);
  const cellWords = Math.max(leastBuckets, (2 * capacity) / bucketCells) * bucketWords;
  const rest = tableRows + capacity * flowRowBytes;
  const cells = Math.ceil((rest + capacity * restBytes) / bucketBytes) * bucketBytes;
  const free = cells + 4 * cellWords;
  const end = free + 4 * capacity;
  const bytes = Math.ceil(end / tableAlignment) * tableAlignment;
  return { capacity, rows: tableRows, rest, cells, cellWords, free, bytes };
}

/** Bytes that a table for so many flows takes. Pages that were never touched cost nothing. */
export function tableBytes(maxFlows: number): number {
  return tableLayout(maxFlows).bytes;
}

function powerOfTwo(flows: number): number {
  const bounded = Math.min(Math.max(1, flows), largestCapacity);
  return 2 ** Math.floor(Math.log2(bounded));
}
