import { describe, expect, it } from 'vitest';
import { CompiledJudge } from '../../src/engine/compiled.ts';
import { type Judge, type Judgement, ReferenceJudge } from '../../src/engine/judge.ts';
import { hasPorts } from '../../src/net/protocol.ts';
import { compile } from '../../src/passes/compilation.ts';
import { buildReport } from '../../src/passes/report.ts';
import {
  asksPorts,
  type CalicoForm,
  type ClassBench,
  calicoForm,
  connectionOf,
  type FileRule,
  type Header,
  readClassBench,
} from './classbench.ts';
import { replayHeaders } from './classbench-replay.ts';

/** Folder of NAME.rules.gz and NAME.rand.trace.gz. */
const folder = process.env.TIERWALL_CLASSBENCH ?? '';
const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';

const seeds = ['acl1', 'acl2', 'acl3', 'acl4', 'acl5', 'fw1', 'fw2', 'fw3', 'fw4', 'fw5', 'ipc1', 'ipc2'];
const named = (size: string) => seeds.map((seed) => `${seed}_${size}`);
/** Headers of each set: the reference asks every rule for every one of them. */
const sets = exhaustive
  ? [
      ...named('1k').map((name) => ({ name, asked: 8192 })),
      ...named('10k').map((name) => ({ name, asked: 1000 })),
      ...['acl1_100k', 'fw1_100k', 'ipc1_100k'].map((name) => ({ name, asked: 200 })),
    ]
  : ['acl1_1k', 'fw1_1k', 'ipc1_1k'].map((name) => ({ name, asked: 100 }));

/** Of each set, once more as packets. */
const mostReplayed = 300;

/** `allow`, `deny`, and the line of the file that decided; -1 for the end of the policy. */
function decided(
  { verdict, decider }: Judgement,
  { lineOf }: CalicoForm,
): readonly [string, number | undefined] {
  return [verdict, decider.by === 'rule' ? lineOf(decider.rule) : -1];
}

const verdictOf = (line: number) => (line >= 0 && line % 2 === 0 ? 'allow' : 'deny');

/** A trace has ports for every protocol; our packets have not, so rules for ports are not theirs. */
const isSayable = ({ protocol, line }: Header, rules: readonly FileRule[]) =>
  hasPorts(protocol) || line < 0 || !asksPorts(rules[line]);

/** Compares tables, reference and, where it can be said, the trace's own answer. Returns how many were of the trace. */
function compareJudges(judges: readonly Judge[], form: CalicoForm, { rules, headers }: ClassBench): number {
  let ofTrace = 0;
  for (const header of headers) {
    const connection = connectionOf(header, form.inventory);
    const [compiled, reference] = judges.map((judge) => decided(judge.judge(connection), form));
    expect(compiled).toEqual(reference);
    // Rules of Calico's own come first: for what a pod sends to itself, and for tunnels that it opens.
    if (compiled[1] === undefined || !isSayable(header, rules)) continue;
    ofTrace++;
    expect(compiled).toEqual([verdictOf(header.line), header.line]);
  }
  return ofTrace;
}

/** Tables within all limits, or trees, with one limit passed and said. */
async function compareCores(
  judge: CompiledJudge,
  reference: Judge,
  form: CalicoForm,
  headers: readonly Header[],
) {
  const { beyond, beyondTables, caps } = buildReport(compile(form.set, form.inventory));
  const passed = caps.filter(({ used, limit, cap }) => used !== null && used > limit && cap !== 'ipv4Blocks');
  expect(passed.length).toBe(beyondTables === null ? 0 : 1);
  expect(beyond).toBe(null);
  const ours = await replayHeaders('compiled', judge, form, headers);
  const theirs = await replayHeaders('reference', reference, form, headers);
  expect(ours.beyond).toEqual([]);
  expect({ ...ours, beyond: [] }).toEqual(theirs);
}

const suffix = folder === '' ? ' (skipped: TIERWALL_CLASSBENCH names no folder of rule files)' : '';

describe(`rule sets of ClassBench${suffix}`, () => {
  it.skipIf(folder === '').each(sets)(
    '$name: $asked headers',
    { timeout: 3_600_000 },
    async ({ name, asked }) => {
      const read = readClassBench(folder, name);
      if (read === undefined) throw new Error(`${folder} has no ${name}.rules.gz and ${name}.rand.trace.gz`);
      const headers = read.headers.slice(0, asked);
      const form = calicoForm(read.rules, headers);
      const [judge, reference] = [new CompiledJudge(form.set, form.inventory), new ReferenceJudge(form.set)];
      const ofTrace = compareJudges([judge, reference], form, { rules: read.rules, headers });
      expect(ofTrace).toBeGreaterThan(headers.length / 2);
      await compareCores(judge, reference, form, headers.slice(0, mostReplayed));
    },
  );
});
