// npm run bench:adversarial [-- --rules 10000 --pods 1000 --connections 20000 --classbench FOLDER --only TEXT]
//
// Rule sets that blow classifiers up (test/compile/adversarial.ts), and those of ClassBench where FOLDER has them, each
// in a process of its own: what the compilation takes before the first packet, whether there are tables or which bound
// it passes, and what a new connection then costs. Nothing is written.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Column, table } from '../src/terminal/table.ts';
import { adversarial } from '../test/compile/adversarial.ts';
import { run } from './contender.ts';
import { progress } from './print.ts';

export interface AdversarialRequest {
  readonly name: string;
  /** Of ClassBench's files; '': a set of our own. */
  readonly folder: string;
  readonly rules: number;
  readonly pods: number;
  readonly connections: number;
}

export interface AdversarialResult {
  /** Of the IR. */
  readonly rules: number;
  readonly endpoints: number;
  readonly setupSeconds: number;
  /** Of all threads, the collection of garbage among them. */
  readonly cpuSeconds: number;
  /** Resident set before the compilation, its largest one during it, and the largest after all connections. */
  readonly beforeMiB: number;
  readonly peakMiB: number;
  readonly askedMiB: number;
  /** Of the first 20 connections together. */
  readonly firstSeconds: number;
  /** Of one new connection after these. */
  readonly microseconds: number;
  /** Of one that the kernels judge, and the share of connections that they leave. */
  readonly kernelMicroseconds: number;
  readonly left: number;
  /** Of one with a header at random to an endpoint. */
  readonly randomMicroseconds: number;
  /** Of trees; 0 where there are tables. */
  readonly boxes: number;
  readonly leafBoxes: number;
  readonly longestLeaf: number;
  readonly nodes: number;
  /** '' where there are tables or trees. */
  readonly beyond: string;
  readonly imageMiB: number;
  /** By pass. */
  readonly milliseconds: Readonly<Record<string, number>>;
}

const { values } = parseArgs({
  options: {
    rules: { type: 'string', default: '10000' },
    pods: { type: 'string', default: '1000' },
    connections: { type: 'string', default: '20000' },
    classbench: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    passes: { type: 'boolean', default: false },
  },
});
const [rules, pods, connections] = [values.rules, values.pods, values.connections].map(Number);
const seeds = ['acl1', 'acl2', 'acl3', 'acl4', 'acl5', 'fw1', 'fw2', 'fw3', 'fw4', 'fw5', 'ipc1', 'ipc2'];
const files = ['1k', '10k', '100k'].flatMap((size) => seeds.map((seed) => `${seed}_${size}`));
const requests: AdversarialRequest[] = [
  ...adversarial.map(({ name }) => ({ name, folder: '', rules, pods, connections })),
  ...files
    .filter((name) => existsSync(join(values.classbench, `${name}.rules.gz`)))
    .map((name) => ({ name, folder: values.classbench, rules: 0, pods, connections })),
].filter(({ name }) => name.includes(values.only));

const rows: (AdversarialResult & { readonly name: string })[] = [];
for (const request of requests) {
  progress(request.name);
  const child = join(process.cwd(), '.build', 'bench', 'adversarial-child.js');
  const command = [process.execPath, child, JSON.stringify(request)];
  const { stdout } = await run({ name: request.name, command });
  rows.push({ name: request.name, ...(JSON.parse(stdout) as AdversarialResult) });
}
progress('');
process.stdout.write(table(rows, columns()));

type Row = (typeof rows)[number];

function columns(): readonly Column<Row>[] {
  const number = (heading: string, value: (row: Row) => number, digits = 0): Column<Row> => ({
    heading,
    align: 'right',
    cell: (row) => value(row).toFixed(digits),
  });
  return [
    { heading: 'SET', cell: ({ name }) => name },
    { heading: 'RULES', cell: (row) => row.rules },
    { heading: 'ENDPOINTS', cell: ({ endpoints }) => endpoints },
    number('SET-UP S', ({ setupSeconds }) => setupSeconds, 2),
    number('CPU S', ({ cpuSeconds }) => cpuSeconds, 2),
    number('BEFORE MIB', ({ beforeMiB }) => beforeMiB),
    number('PEAK MIB', ({ peakMiB }) => peakMiB),
    number('THEN MIB', ({ askedMiB }) => askedMiB),
    number('FIRST S', ({ firstSeconds }) => firstSeconds, 2),
    number('US/CONNECTION', ({ microseconds }) => microseconds, 1),
    number('IN KERNELS', ({ kernelMicroseconds }) => kernelMicroseconds, 2),
    number('RANDOM', ({ randomMicroseconds }) => randomMicroseconds, 2),
    number('LEFT %', ({ left }) => left * 100, 1),
    number('BOXES', ({ boxes }) => boxes),
    number('IN LEAVES', ({ leafBoxes }) => leafBoxes),
    number('LONGEST', ({ longestLeaf }) => longestLeaf),
    number('NODES', ({ nodes }) => nodes),
    number('IMAGE MIB', ({ imageMiB }) => imageMiB, 1),
    { heading: 'BEYOND', cell: ({ beyond }) => beyond },
    ...(values.passes ? [{ heading: 'MS', cell: ({ milliseconds }: Row) => passesOf(milliseconds) }] : []),
  ];
}

function passesOf(milliseconds: Row['milliseconds']): string {
  return Object.entries(milliseconds)
    .filter(([, spent]) => spent >= 50)
    .map(([name, spent]) => `${name} ${spent.toFixed(0)}`)
    .join(', ');
}
