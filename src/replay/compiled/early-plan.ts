import { tableBytes } from '../../conntrack/table-memory.ts';
import { mostRows, rowBytes } from '../../kernels/layout.ts';
import { memoBytes } from '../../kernels/memo.ts';
import type { ArenaPlan } from './arena.ts';
import { firstReadAddress } from './pieces.ts';
import { planRing, type RingAddresses } from './ring.ts';
import type { RowBuffer } from './row-output.ts';
import { openersOf, planBuffer, readBytesAhead, readBytesAlone } from './row-writer.ts';

const pageBytes = 4096;

/** Of all memory, what does not depend on policies. It comes first, where EarlyMemory expects it. */
export interface EarlyAddresses {
  readonly table: number;
  /** kernels/hint.ts. */
  readonly memo: number;
  /** For a thread that reads. */
  readonly ring: RingAddresses | undefined;
  /** For the thread that judges, where no other reads. */
  readonly buffer: RowBuffer | undefined;
  /** Where all that ends. */
  readonly end: number;
}

/** `threads`: beside the one that judges. */
export function planEarly(plan: ArenaPlan, maxFlows: number, threads: number): EarlyAddresses {
  const reads = threads > 0;
  return {
    table: plan.add(tableBytes(maxFlows)),
    memo: plan.add(memoBytes),
    ring: reads ? planRing(plan) : undefined,
    buffer: reads ? undefined : planBuffer(plan),
    end: plan.end,
  };
}

export type Part = readonly [address: number, bytes: number];

/** What the first batches of captures of so many bytes write to, but for the table. */
export function writtenEarly({ memo, ring, buffer }: EarlyAddresses, bytes: number): readonly Part[] {
  const readBytes = buffer === undefined ? readBytesAhead : readBytesAlone;
  const buffers = buffer === undefined ? (ring?.buffers ?? []) : [buffer];
  const written = buffers
    .slice(0, Math.floor(bytes / readBytes))
    .flatMap((one) => batchParts(one, readBytes));
  return written.length === 0 ? [] : [[memo, memoBytes], ...written];
}

/** What a batch of so many bytes of a file fills of a buffer, if packets are as long as rows. */
function batchParts(buffer: RowBuffer, readBytes: number): readonly Part[] {
  return [
    [buffer.rows, Math.min(readBytes, mostRows * rowBytes)],
    [openersOf(buffer.rows), pageBytes],
    [firstReadAddress(buffer), readBytes + pageBytes],
  ];
}
