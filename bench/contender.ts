import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A whole command to be timed. */
export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
}

export interface Run {
  /** Wall clock, start of the process included. */
  readonly seconds: number;
  /** Largest resident set, bytes; 0 where the system does not tell. */
  readonly peakBytes: number;
  readonly stdout: string;
}

/** Often enough for the last look to be close to the end, seldom enough not to take time from who is measured. */
const watchMilliseconds = 20;

/** Runs a command once. Throws if it fails. */
export async function run({ name, command }: Contender): Promise<Run> {
  const [program, ...args] = command;
  const start = process.hrtime.bigint();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, highWater(child.pid ?? 0));
  }, watchMilliseconds);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(watch);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${Buffer.concat(stderr)}`);
  return { seconds, peakBytes, stdout: Buffer.concat(stdout).toString() };
}

function highWater(pid: number): number {
  try {
    const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match === null ? 0 : Number(match[1]) * 1024;
  } catch {
    return 0;
  }
}

/**
 * All contenders in turn, round after round: the machine's moods then fall on all alike. Each round begins with
 * another of them, so that none always follows the same neighbour. Runs are in order of their rounds.
 */
export async function interleave<T extends Contender>(
  contenders: readonly T[],
  rounds: number,
  onRun: (round: number, contender: T) => void = () => {},
): Promise<ReadonlyMap<T, readonly Run[]>> {
  const runs = new Map<T, Run[]>(contenders.map((contender) => [contender, []]));
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length];
      onRun(round, contender);
      const result = await run(contender);
      // The first round only warms the page cache.
      if (round > 0) runs.get(contender)?.push(result);
    }
  }
  return runs;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
