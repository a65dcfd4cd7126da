import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { escapeText } from '../terminal/escape.ts';
import type { Io } from './io.ts';
import {
  addOutputOption,
  addPolicyOption,
  addProbeOptions,
  addTrafficOptions,
  addWorldOptions,
  byteSize,
  collect,
  commaList,
  coreOption,
  keyValue,
  positiveInteger,
} from './options.ts';
import { packageFolder } from './package-folder.ts';
import { checkStandardInput } from './standard-streams.ts';

/** Called with the exit code of the command that ran. */
export type Exit = (code: number) => void;

/**
 * All commands with their options, and nothing else: a command's own modules are loaded when it runs, so that
 * help and completion answer at once.
 */
export function createProgram(io: Io, exit: Exit): Command {
  const program = new Command('tierwall')
    .description(
      'Replay captured traffic against network policies, and name the rule that decided each flow.',
    )
    .version(packageVersion(), '-V, --version')
    .addOption(colourOption())
    .showHelpAfterError('(add --help for all options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(usageText(text)),
    });
  program.hook('preAction', (_, command) => checkStandardInput(command.opts()));
  for (const add of [
    addReplay,
    addDiff,
    addCompare,
    addWhy,
    addTest,
    addCompile,
    addEngines,
    addDemo,
    addDoctor,
    addCompletion,
  ]) {
    add(program, io, exit);
  }
  return program;
}

/** The message of the command-line parser in the form of all our errors. */
function usageText(text: string): string {
  const [first, ...others] = text.split('\n').map(escapeText);
  return [`${first.replace(/^error: /, 'tierwall: ')} [usage]`, ...others].join('\n');
}

function addReplay(program: Command, io: Io, exit: Exit): void {
  const command = program
    .command('replay')
    .description('captures x cluster x policies: a verdict for every packet and flow')
    .summary('judge captured traffic');
  addTrafficOptions(addWorldOptions(addPolicyOption(command)));
  command
    .option(
      '--policy-change <when=path>',
      'other policies from then on: #PACKET, +30s or a time (repeatable)',
      collect,
    )
    .addOption(
      new Option(
        '--live-connections <how>',
        'what a policy change does to open connections (default: as the engine does)',
      ).choices(['keep', 'recheck']),
    )
    .option('--flows <file>', 'write the flow log, as `hubble observe --input-file` reads it')
    .option('--write-allowed <file>', 'write the packets that pass (.pcap or .pcapng)')
    .option('--write-denied <file>', 'write the packets that do not')
    .option('--workers <n>', 'most threads to use', positiveInteger)
    .option('--rows <n>', 'most rows of the flow table', positiveInteger, 40)
    .option('--rules', 'what every rule decided, not only the first few')
    .addOption(
      new Option('--fail-on <verdict>', 'exit 1 if a flow has this verdict').choices([
        'deny',
        'reject',
        'not-allowed',
      ]),
    );
  addOutputOption(command, ['text', 'json']).action(async (options) => {
    const { replayCommand } = await import('./commands/replay.ts');
    exit(await replayCommand({ ...program.opts(), ...options }, io));
  });
}

function addDiff(program: Command, io: Io, exit: Exit): void {
  const command = program
    .command('diff')
    .description(
      'what changes if the new policies replace the old: for captured traffic, or for every pair of endpoints and port',
    )
    .summary('compare two policy sets')
    .option('--old <path>', 'policies of today (repeatable)', collect)
    .option('--new <path>', 'policies of tomorrow (repeatable)', collect)
    .addOption(new Option('-p, --policy <path>').argParser(collect).hideHelp());
  addTrafficOptions(addWorldOptions(command)).option('--rows <n>', 'most rows to print', positiveInteger, 40);
  addOutputOption(command, ['text', 'json']).action(async (options) => {
    const { diffCommand } = await import('./commands/diff.ts');
    exit(await diffCommand({ ...program.opts(), ...options }, io));
  });
}

function addCompare(program: Command, io: Io, exit: Exit): void {
  const command = program
    .command('compare')
    .description(
      'the same policies under several engines: every pair of endpoints and port, or every captured flow, on which they differ',
    )
    .summary('compare engines')
    .requiredOption('--engines <list>', 'two or more, with commas: kubernetes,cilium@1.19', commaList);
  addTrafficOptions(addWorldOptions(addPolicyOption(command), { engines: true })).option(
    '--rows <n>',
    'most rows to print for each engine',
    positiveInteger,
    40,
  );
  addOutputOption(command, ['text', 'json']).action(async (options) => {
    const { compareCommand } = await import('./commands/compare.ts');
    exit(await compareCommand({ ...program.opts(), ...options }, io));
  });
}

function addWhy(program: Command, io: Io, exit: Exit): void {
  const command = program
    .command('why')
    .description('the walk of one connection through the tiers: each policy and rule met, and the decider')
    .summary('explain one verdict');
  addProbeOptions(addWorldOptions(addPolicyOption(command)));
  addOutputOption(command, ['text', 'json']).action(async (options) => {
    const { whyCommand } = await import('./commands/why.ts');
    exit(await whyCommand({ ...program.opts(), ...options }, io));
  });
}

function addTest(program: Command, io: Io, exit: Exit): void {
  const command = program
    .command('test')
    .description('run policy tests')
    .summary('run policy tests')
    .argument('<path...>', 'test files: file, directory or glob')
    .option('--engine <name[@version]>', 'the engine of tests that name none')
    .option('--engine-option <key=value>', 'a setting of that engine (repeatable)', keyValue)
    .addOption(coreOption())
    .addOption(
      new Option('--live-connections <how>', 'what policies do to connections that are older')
        .choices(['keep', 'recheck'])
        .default('keep'),
    )
    .option('--tag <tag>', 'only tests with this tag (repeatable: any of them)', collect)
    .option('--name <text>', 'only tests with this in their name (repeatable: any of them)', collect)
    .option('--max-input-bytes <size>', 'most bytes of YAML and JSON to read', byteSize)
    .option('-v, --verbose', 'a line for each test that passed, too');
  addOutputOption(command, ['text', 'json', 'junit', 'tap']).action(async (paths, options) => {
    const { testCommand } = await import('./commands/test.ts');
    exit(await testCommand(paths, { ...program.opts(), ...options }, io));
  });
}

function addCompile(program: Command, io: Io, exit: Exit): void {
  const command = program
    .command('compile')
    .description(
      'what the policies become: for each pass of the compiler its size and time, how near its limits are, and the image that packets are judged by',
    )
    .summary('show what policies are compiled to');
  addWorldOptions(addPolicyOption(command), { core: false })
    .addOption(
      new Option('--print <pass>', 'what this pass made, in words').choices([
        'identities',
        'prefixes',
        'places',
        'groups',
        'entries',
        'programs',
        'traffic',
        'classes',
        'rows',
        'trees',
        'image',
      ]),
    )
    .option('--out <file>', 'write the image')
    .option('--verify <file>', 'check an image that was written, and do nothing else');
  addOutputOption(command, ['text', 'json']).action(async (options) => {
    const { compileCommand } = await import('./commands/compile.ts');
    exit(await compileCommand({ ...program.opts(), ...options }, io));
  });
}

function addEngines(program: Command, io: Io, exit: Exit): void {
  const command = program
    .command('engines')
    .description('the policy languages and versions that are understood; with a name, every field and option')
    .summary('list the policy languages')
    .argument('[name[@version]]', 'an engine');
  addOutputOption(command, ['text', 'json']).action(async (name, options) => {
    const { enginesCommand } = await import('./commands/engines.ts');
    exit(await enginesCommand(name, { ...program.opts(), ...options }, io));
  });
}

function addDemo(program: Command, io: Io, exit: Exit): void {
  program
    .command('demo')
    .description('the main job on bundled data: a capture, the policies of today, and those of tomorrow')
    .summary('see it work')
    .action(async () => {
      const { demoCommand } = await import('./commands/demo.ts');
      exit(await demoCommand(program.opts(), io));
    });
}

function addDoctor(program: Command, io: Io, exit: Exit): void {
  const command = program
    .command('doctor')
    .description('what this machine can and cannot do, and the command that mends it')
    .summary('check this machine');
  addOutputOption(command, ['text', 'json']).action(async (options) => {
    const { doctorCommand } = await import('./commands/doctor.ts');
    exit(await doctorCommand({ ...program.opts(), ...options }, io));
  });
}

function addCompletion(program: Command, io: Io, exit: Exit): void {
  program
    .command('completion')
    .description('print a completion script, to be read by the shell: source <(tierwall completion bash)')
    .summary('shell completion')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action(async (shell) => {
      const { completionCommand } = await import('./commands/completion.ts');
      exit(completionCommand(shell, program, io));
    });
}

function colourOption(): Option {
  return new Option('--color <when>', 'colour the output')
    .choices(['auto', 'always', 'never'])
    .default('auto');
}

function packageVersion(): string {
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8');
  return JSON.parse(text).version;
}
