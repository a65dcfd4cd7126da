// npm run bench:setup [-- --rounds 5 --pods 10000]
//
// What a replay takes before its first packet: reading inventory and policies from JSON, validation, lowering and
// tables, with 10, 1,000 and 10,000 policies. `set-up` and `peak` are of `tierwall replay` over 1,000 packets, `rest`
// is its start and its report; the phases are of a process of their own.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Column, table } from '../src/terminal/table.ts';
import { interleave, median, type Run } from './contender.ts';
import { type Measured, replay } from './contenders.ts';
import { Fixture } from './fixture.ts';
import { progress } from './print.ts';

export type SetupPhase = 'inventory' | 'policies' | 'lower' | 'compile';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, pods: { type: 'string', default: '10000' } },
});
const rounds = Number(values.rounds);
if (!(rounds >= 1)) throw new RangeError('--rounds must be at least 1');
const fixture = new Fixture({
  packets: 1000,
  alive: 20_000,
  pods: Number(values.pods),
  seed: 1,
  fresh: false,
});

interface Row {
  readonly policies: number;
  readonly setupSeconds: number;
  /** Of the process, beside set-up and loop. */
  readonly restSeconds: number;
  readonly peakMiB: number;
  readonly phases: Readonly<Record<SetupPhase, number>>;
}

const sizes = [10, 1000, 10_000].map((count) => ({ count, whole: whole(count), phased: phased(count) }));
const contenders = sizes.flatMap(({ whole, phased }) => [whole, phased]);
const runs = await interleave<(typeof contenders)[number]>(contenders, rounds, (round, { name }) =>
  progress(`${round === 0 ? 'warm-up' : `round ${round}/${rounds}`}: ${name}`),
);
progress('');
const rows = sizes.map(({ count, whole, phased }) => rowOf(count, whole, runs.get(whole), runs.get(phased)));
process.stdout.write(table(rows, columns()));

function whole(count: number): Measured {
  const { path, packets } = fixture.capture();
  const inputs = { capture: path, packets, cluster: fixture.cluster(), policies: fixture.policies(count) };
  return replay({ name: `replay, ${count} policies`, ...inputs, core: 'compiled', workers: 1 });
}

function phased(count: number) {
  const child = join(process.cwd(), '.build', 'bench', 'setup-child.js');
  const command = [process.execPath, child, fixture.cluster(), fixture.policies(count)];
  return { name: `phases, ${count} policies`, command };
}

function rowOf(
  policies: number,
  { read }: Measured,
  wholes: readonly Run[] = [],
  phases: readonly Run[] = [],
): Row {
  const told = wholes.map(({ stdout }) => read(stdout));
  const own = told.map(({ setupSeconds = 0, loopSeconds = 0 }) => setupSeconds + loopSeconds);
  const parts = phases.map(({ stdout }) => JSON.parse(stdout) as Row['phases']);
  const phase = (name: SetupPhase) => median(parts.map((one) => one[name]));
  return {
    policies,
    setupSeconds: median(told.map(({ setupSeconds = 0 }) => setupSeconds)),
    restSeconds: median(wholes.map(({ seconds }, round) => seconds - own[round])),
    peakMiB: Math.max(...wholes.map(({ peakBytes }) => peakBytes)) / 2 ** 20,
    phases: {
      inventory: phase('inventory'),
      policies: phase('policies'),
      lower: phase('lower'),
      compile: phase('compile'),
    },
  };
}

function columns(): readonly Column<Row>[] {
  const number = (heading: string, value: (row: Row) => number, digits = 2): Column<Row> => ({
    heading,
    align: 'right',
    cell: (row) => value(row).toFixed(digits),
  });
  return [
    number('POLICIES', ({ policies }) => policies, 0),
    number('SET-UP S', ({ setupSeconds }) => setupSeconds),
    number('REST S', ({ restSeconds }) => restSeconds),
    number('PEAK MIB', ({ peakMiB }) => peakMiB, 0),
    number('INVENTORY', ({ phases }) => phases.inventory),
    number('POLICIES READ', ({ phases }) => phases.policies),
    number('LOWER', ({ phases }) => phases.lower),
    number('COMPILE', ({ phases }) => phases.compile),
  ];
}
