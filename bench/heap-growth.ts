import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './contender.ts';
import { writeKinds } from './heap-kinds.ts';

export interface HeapGrowth {
  readonly packets: number;
  readonly kinds: number;
  /** After collection, at the first sample and at the end. */
  readonly from: HeapSample;
  readonly to: HeapSample;
  readonly bytesPerPacket: number;
}

export interface HeapSample {
  readonly packets: number;
  /** JavaScript objects. */
  readonly heapBytes: number;
  /** What objects hold outside the heap: array buffers, memories of WebAssembly. */
  readonly externalBytes: number;
}

/** Before this many packets the heap still fills with what is made once. */
const firstSample = 1_000_000;

/** Heap that a replay keeps for each packet of a long capture of few flows. Throws if the replay fails. */
export async function measureHeapGrowth(packets: number): Promise<HeapGrowth> {
  const capture = join(tmpdir(), `tierwall-heap-${process.pid}.pcap`);
  try {
    const kinds = writeKinds(capture, packets);
    const first = Math.min(firstSample, Math.floor(packets / 2));
    const child = join(process.cwd(), '.build', 'bench', 'heap-child.js');
    const command = [process.execPath, '--expose-gc', child, capture, String(first)];
    const { stdout } = await run({ name: 'heap', command });
    const { from, to } = JSON.parse(stdout) as { from: HeapSample; to: HeapSample };
    const bytes = to.heapBytes + to.externalBytes - from.heapBytes - from.externalBytes;
    return { packets, kinds, from, to, bytesPerPacket: bytes / (to.packets - from.packets) };
  } finally {
    rmSync(capture, { force: true });
  }
}
