import { type CaseSize, engines, type FuzzCase, randomCase } from './case.ts';
import { checkCase, type Difference } from './check.ts';
import { type Judges, realJudges } from './judges.ts';

export interface FuzzOptions extends CaseSize {
  readonly seed: number;
  /** Number of the first case. */
  readonly from: number;
  /** Cases at the most. */
  readonly cases: number;
  /** Wall clock. */
  readonly seconds: number;
  /** One round of the engines in so many is also replayed: tables for packets are made more slowly than answers given. */
  readonly replayEvery: number;
  /** Stops behind so many cases with a difference. */
  readonly mostFailures: number;
  readonly judges?: Judges;
  readonly onProgress?: (counts: FuzzCounts) => void;
  readonly onDifference?: (found: FuzzCase, difference: Difference) => Promise<void>;
}

export interface FuzzCounts {
  passed: number;
  failed: number;
  /** Policy sets: two a case. */
  sets: number;
  /** (policy set, question or packet) that all cores answered alike. */
  pairs: number;
  /** Of the questions that were looked at closely, those that tables answered. */
  sampled: number;
  fromTables: number;
  seconds: number;
}

const progressSeconds = 3;

function sizeOf(number: number, { questions, packets, replayEvery }: FuzzOptions): CaseSize {
  const round = Math.floor(number / engines.length);
  return { questions, packets: round % replayEvery === 0 ? packets : 0 };
}

/** One case after another, until the time, the cases or the patience is over. */
export async function fuzz(options: FuzzOptions): Promise<FuzzCounts> {
  const { seed, from, cases, judges = realJudges } = options;
  const counts: FuzzCounts = {
    passed: 0,
    failed: 0,
    sets: 0,
    pairs: 0,
    sampled: 0,
    fromTables: 0,
    seconds: 0,
  };
  const start = performance.now();
  let shown = 0;
  for (let number = from; number < from + cases; number++) {
    const one = randomCase(seed, number, sizeOf(number, options));
    const result = await checkCase(one, judges);
    counts.sets += one.policies.length;
    counts.pairs += result.pairs;
    counts.sampled += result.sampled;
    counts.fromTables += result.fromTables;
    if (result.difference === undefined) counts.passed++;
    else counts.failed++;
    if (result.difference !== undefined) await options.onDifference?.(one, result.difference);
    counts.seconds = (performance.now() - start) / 1000;
    if (counts.seconds >= options.seconds || counts.failed >= options.mostFailures) break;
    if (counts.seconds - shown < progressSeconds) continue;
    shown = counts.seconds;
    options.onProgress?.(counts);
  }
  return counts;
}
