/** Packets whose keys were chosen by one who knows the hash's key. */
import { FlowHash } from '../../src/conntrack/hash.ts';
import { createKey, keyOfFrame } from '../../src/conntrack/key.ts';
import { bucketWords } from '../../src/conntrack/layout.ts';
import { tableLayout } from '../../src/conntrack/table-memory.ts';
import type { HashSeed } from '../../src/net/hash-seed.ts';
import { server, tcp } from '../conntrack/packet.ts';
import { Random } from './generator.ts';
import type { Step } from './rows.ts';

interface Crowd {
  readonly maxFlows: number;
  /** Both buckets of each key are among the first so many of the table. */
  readonly buckets: number;
  readonly count: number;
  readonly seed: HashSeed;
}

/** SYNs, a microsecond apart, of one connection each. */
export function crowdedSyns({ maxFlows, buckets, count, seed }: Crowd): Step[] {
  const mask = tableLayout(maxFlows).cellWords / bucketWords - 1;
  const hash = new FlowHash(seed);
  const random = new Random(11);
  const key = createKey();
  const steps: Step[] = [];
  const frame = tcp({ address: '10.0.0.1', port: 1000 }, server, 'SYN');
  while (steps.length < count) {
    frame.source3 = random.word();
    keyOfFrame(frame, key);
    hash.compute(key, 0);
    if ((hash.first & mask) >= buckets || (hash.second & mask) >= buckets) continue;
    steps.push({ frame: { ...frame }, now: 1e15 + steps.length });
  }
  return steps;
}
