// npm run fuzz [-- --seconds 60 --seed 1 --sets N --from N --case ID -o json]
//
// The same questions and packets to all three cores, of random clusters and policies, until the time is over. On a
// difference the smallest case is shown with the command that repeats it, and the exit code is 1.
import { parseArgs } from 'node:util';
import type { FuzzCase } from './case.ts';
import type { Difference } from './check.ts';
import { type FuzzCounts, type FuzzOptions, fuzz } from './run.ts';
import { showCase } from './show.ts';
import { shrink } from './shrink.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    sets: { type: 'string', default: 'Infinity' },
    from: { type: 'string', default: '0' },
    case: { type: 'string' },
    questions: { type: 'string', default: '2500' },
    packets: { type: 'string', default: '600' },
    'replay-every': { type: 'string', default: '8' },
    failures: { type: 'string', default: '1' },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});

const questions = number('questions');
const packets = number('packets');
const replayEvery = number('replay-every');
const [seed, from, cases] = range();

process.exitCode = report(
  await fuzz({
    ...{ seed, from, cases, questions, packets, replayEvery },
    seconds: values.case === undefined ? number('seconds') : Number.POSITIVE_INFINITY,
    mostFailures: number('failures'),
    onProgress: (counts) => say(line(counts)),
    onDifference: tell,
  }),
);

/** Seed, first case, and how many: two sets are one case. */
function range(): readonly [number, number, number] {
  if (values.case === undefined) return [number('seed'), number('from'), Math.ceil(number('sets') / 2)];
  const match = /^(\d+)\.(\d+)$/.exec(values.case);
  if (match === null) return wrong(`--case is SEED.NUMBER, not ${values.case}`);
  return [Number(match[1]), Number(match[2]), 1];
}

function number(
  name: 'seconds' | 'seed' | 'sets' | 'from' | 'questions' | 'packets' | 'replay-every' | 'failures',
): number {
  const value = Number(values[name]);
  return value >= 0 ? value : wrong(`--${name} is a number from 0 up, not ${values[name]}`);
}

function wrong(message: string): never {
  say(message);
  process.exit(2);
}

async function tell(found: FuzzCase, difference: Difference): Promise<void> {
  say(`difference in case ${found.id} (${found.engine}); making it smaller`);
  const { smallest, difference: left, tried } = await shrink(found, difference);
  const sizes = `--questions ${questions} --packets ${packets} --replay-every ${replayEvery}`;
  say(
    `${showCase(smallest, left, `npm run fuzz -- --case ${found.id} ${sizes}`)}\n(${tried} smaller cases tried)`,
  );
}

function report(counts: FuzzCounts): 0 | 1 {
  say(line(counts));
  const { passed, failed, sets, pairs, seconds, sampled, fromTables } = counts;
  const share = sampled === 0 ? 0 : fromTables / sampled;
  if (values.output === 'json') {
    const sums = { passed, failed, sets, pairs, seconds, pairsPerSecond: pairs / seconds, fromTables: share };
    process.stdout.write(
      `${JSON.stringify({ seed, from, ...sums } satisfies Partial<FuzzOptions> & typeof sums)}\n`,
    );
  } else process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

function line({ sets, pairs, seconds, failed, sampled, fromTables }: FuzzCounts): string {
  const rate = Math.round(pairs / Math.max(seconds, 0.001));
  const share = sampled === 0 ? 0 : Math.round((100 * fromTables) / sampled);
  const parts = [`${seconds.toFixed(1)} s`, `${sets} sets`, `${pairs} pairs`, `${rate} pairs/s`];
  return [...parts, `${share} % of questions from tables and trees`, `${failed} with differences`].join(', ');
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
