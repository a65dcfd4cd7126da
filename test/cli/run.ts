import { Writable } from 'node:stream';
import { main } from '../../src/cli/main.ts';

/** What one command line did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Terminal {
  readonly env?: NodeJS.ProcessEnv;
  /** Cells; absent: no terminal but a pipe. */
  readonly columns?: number;
}

/** Runs one command line in this process, with streams that only remember. */
export async function run(argv: readonly string[], { env = {}, columns }: Terminal = {}): Promise<Ran> {
  const stdout = new Memory(columns);
  const stderr = new Memory(undefined);
  const io = { stdout: stdout as never, stderr: stderr as never, env };
  const code = await main(argv, io);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Memory extends Writable {
  text = '';
  readonly columns: number | undefined;
  readonly isTTY: boolean;

  constructor(columns: number | undefined) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.isTTY = columns !== undefined;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** The report of `replay -o json`. */
export async function replayJson(argv: readonly string[]) {
  const ran = await run(['replay', '-o', 'json', ...argv]);
  if (ran.stdout === '') throw new Error(`no report: ${ran.stderr}`);
  return { ...ran, report: JSON.parse(ran.stdout) };
}
