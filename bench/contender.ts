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

/** Runs a command once. Throws if it fails. */
export async function run({ name, command }: Contender): Promise<Run> {
  const [program, ...args] = command;
  const start = process.hrtime.bigint();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, highWater(child.pid ?? 0));
  }, 10);
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

/** All contenders in turn, round after round: the machine's moods then fall on all alike. */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly Run[]>> {
  const runs = new Map<string, Run[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      const result = await run(contender);
      // The first round only warms the page cache.
      if (round > 0) runs.get(contender.name)?.push(result);
    }
  }
  return runs;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
