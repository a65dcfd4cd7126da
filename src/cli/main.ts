import { type Command, CommanderError } from 'commander';
import { ExitCode } from '../diagnostics/errors.ts';
import { endOnBrokenOutput } from '../terminal/output.ts';
import { type Io, processIo } from './io.ts';
import { unwritable } from './line-file.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';

/** Runs one command line (without `node` and the script) and answers its exit code. */
export async function main(argv: readonly string[], io: Io = processIo): Promise<number> {
  endOnBrokenOutput(io.stdout, (error) => reportError(unwritable('standard output', error), io));
  // Nobody listens to what is said beside the data: no reason to withhold the data.
  io.stderr.on('error', () => {});
  let exitCode: number = ExitCode.ok;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(withoutVainHelp(argv, program), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    return reportError(error, io);
  }
  return exitCode;
}

/** A command that there is not has no help: it is to be refused, as it is without `--help`. */
function withoutVainHelp(argv: readonly string[], program: Command): string[] {
  const [first, ...rest] = argv[0] === 'help' ? argv.slice(1) : argv;
  const isKnown = first === 'help' || program.commands.some((command) => command.name() === first);
  if (first === undefined || first.startsWith('-') || isKnown) return [...argv];
  return [first, ...rest.filter((argument) => argument !== '--help' && argument !== '-h')];
}
