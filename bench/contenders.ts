import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Compiled, compileCountLibpcap, compileReadFloor } from './c-programs.ts';
import type { Contender } from './contender.ts';

export type Core = 'compiled' | 'portable' | 'reference';

/** What a program says of its own run. */
export interface Self {
  /** Reading and what is done with it, without the start of the process; undefined if the program does not tell. */
  readonly loopSeconds?: number;
  readonly setupSeconds?: number;
  /** Tracked connections. */
  readonly flows?: number;
  readonly deniedFlows?: number;
  readonly checksum?: string;
}

export interface Measured extends Contender {
  readonly packets: number;
  readonly read: (stdout: string) => Self;
}

/** Programs that decide nothing: P, F and tcpdump. What is missing is said to `say` and left out. */
export function yardsticks(capture: string, packets: number, say: (text: string) => void) {
  const program = (name: string, compiled: Compiled): Measured | undefined => {
    if ('path' in compiled) return { name, command: [compiled.path, capture], packets, read: readC };
    say(`without ${name}: ${compiled.missing}`);
    return undefined;
  };
  return {
    libpcap: program('P: libpcap, counts', compileCountLibpcap()),
    floor: program('F: read()', compileReadFloor()),
    tcpdump: tcpdump(capture, packets, say),
  };
}

function tcpdump(capture: string, packets: number, say: (text: string) => void): Measured | undefined {
  if (spawnSync('tcpdump', ['--version']).error !== undefined) {
    say('without tcpdump: apt-get install -y tcpdump');
    return undefined;
  }
  const command = ['tcpdump', '--count', '-nr', capture];
  return { name: 'tcpdump --count', command, packets, read: () => ({}) };
}

export interface ReplayRequest {
  readonly name: string;
  readonly capture: string;
  readonly packets: number;
  readonly cluster: string;
  readonly policies: string;
  /** Undefined: the flag is left out. */
  readonly core: Core | undefined;
  readonly workers: number;
}

export function replay({
  name,
  capture,
  packets,
  cluster,
  policies,
  core,
  workers,
}: ReplayRequest): Measured {
  const bin = join(process.cwd(), 'bin', 'tierwall.js');
  const inputs = ['-r', capture, '-c', cluster, '-p', policies];
  const how = [...(core === undefined ? [] : ['--engine-core', core]), '--workers', String(workers)];
  const command = [process.execPath, bin, 'replay', ...inputs, ...how, '-o', 'json', '--no-progress'];
  return { name, command, packets, read: readReplay };
}

function readC(stdout: string): Self {
  const { nanoseconds } = JSON.parse(stdout) as { nanoseconds: number };
  return { loopSeconds: nanoseconds / 1e9 };
}

function readReplay(stdout: string): Self {
  const { seconds, setupSeconds, flows, flowVerdicts, checksum } = JSON.parse(stdout) as {
    seconds: number;
    setupSeconds: number;
    flows: number;
    flowVerdicts: { deny: number };
    checksum: string;
  };
  return { loopSeconds: seconds, setupSeconds, flows, deniedFlows: flowVerdicts.deny, checksum };
}
