import { cpus, loadavg, release, totalmem } from 'node:os';

/** What a figure was measured on; `load` is that of the minute before, by others. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  readonly node: string;
  readonly load: number;
}

export function describeMachine(): Machine {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
    load: loadavg()[0],
  };
}

/** As results are dated: YYYY-MM-DD. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
