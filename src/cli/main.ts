import { CommanderError } from 'commander';
import { ExitCode } from '../diagnostics/errors.ts';
import { endOnClosedPipe } from '../terminal/output.ts';
import { type Io, processIo } from './io.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';

/** Runs one command line (without `node` and the script) and answers its exit code. */
export async function main(argv: readonly string[], io: Io = processIo): Promise<number> {
  endOnClosedPipe(io.stdout);
  // Nobody listens to what is said beside the data: no reason to withhold the data.
  io.stderr.on('error', () => {});
  let exitCode: number = ExitCode.ok;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    return reportError(error, io);
  }
  return exitCode;
}
