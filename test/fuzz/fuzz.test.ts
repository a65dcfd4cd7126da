import { describe, expect, it } from 'vitest';
import { CompiledJudge } from '../../src/engine/compiled.ts';
import type { Judge } from '../../src/engine/judge.ts';
import type { Connection } from '../../src/ir/connection.ts';
import { type FuzzCase, randomCase } from './case.ts';
import type { Difference } from './check.ts';
import { type Judges, realJudges } from './judges.ts';
import { type FuzzOptions, fuzz } from './run.ts';
import { showCase } from './show.ts';
import { shrink, withoutStep } from './shrink.ts';

const size = { questions: 300, packets: 150 };
const run: FuzzOptions = {
  ...size,
  ...{ seed: 20, from: 0, cases: 60, replayEvery: 4, mostFailures: 1 },
  seconds: Number.POSITIVE_INFINITY,
};

/** As CompiledJudge, but for connections that are `wrong`: of those it says the opposite. */
function withBug(wrong: (connection: Connection) => boolean): Judges {
  const compiled: Judges['compiled'] = (set, inventory) => {
    const sound = new CompiledJudge(set, inventory);
    const judge: Judge = {
      set,
      governs: (entity) => sound.governs(entity),
      judge: (connection) => {
        const judgement = sound.judge(connection);
        if (!wrong(connection)) return judgement;
        return { ...judgement, verdict: judgement.verdict === 'allow' ? 'deny' : 'allow' };
      },
    };
    return judge;
  };
  return { ...realJudges, compiled };
}

/** Runs until something is found, and makes it small. */
async function findAndShrink(judges: Judges, more: Partial<FuzzOptions> = {}) {
  const found: { one: FuzzCase; difference: Difference }[] = [];
  const onDifference = async (one: FuzzCase, difference: Difference) => {
    found.push({ one, difference });
  };
  const counts = await fuzz({ ...run, ...more, judges, onDifference });
  expect(counts.failed).toBe(1);
  const [{ one, difference }] = found;
  return shrink(one, difference, judges);
}

describe('the three cores', () => {
  it('answer the same about random clusters, policies and packets', { timeout: 120_000 }, async () => {
    const shown: string[] = [];
    const onDifference = async (one: FuzzCase, difference: Difference) => {
      const small = await shrink(one, difference);
      shown.push(showCase(small.smallest, small.difference, `npm run fuzz -- --case ${one.id}`));
    };
    const counts = await fuzz({ ...run, onDifference });
    expect(shown).toEqual([]);
    expect(counts).toMatchObject({ passed: 60, failed: 0, sets: 120 });
    // Of 60 cases 15 are replayed, in two lanes each; questions go to both sets.
    expect(counts.pairs).toBeGreaterThanOrEqual(60 * 2 * 300 + 15 * 2 * 150);
    expect(counts.fromTables / counts.sampled).toBeGreaterThan(0.5);
  });
});

describe('a judge with a bug', () => {
  it('is found by a question, and the case becomes small', async () => {
    const wrong = ({ protocol, destinationPort }: Connection) => protocol === 17 && destinationPort === 8081;
    const { smallest, difference } = await findAndShrink(withBug(wrong), { packets: 0 });
    expect(difference).toMatchObject({ at: 'judge', text: expect.stringContaining('verdict') });
    expect(smallest.questions).toHaveLength(1);
    expect(smallest.questions[0]).toMatchObject({ protocol: 17, destinationPort: 8081 });
    expect(smallest.policies).toEqual([[], []]);
    expect(smallest.cluster).toEqual([]);
  });

  it('is shown with only what it takes', async () => {
    const wrong = ({ destination }: Connection) =>
      destination.entities.some(({ labels }) => labels.get('app') === 'x');
    const { smallest, difference } = await findAndShrink(withBug(wrong), { packets: 0 });
    expect(smallest.cluster.map(({ kind }) => kind)).toEqual(['Pod']);
    const text = showCase(smallest, difference, 'npm run fuzz -- --case 20.0');
    expect(text).toMatch(/^case 20\.0 \(kubernetes\), judge of set 0: fields: verdict/);
    expect(text).toContain('app: x');
    expect(text).toContain('repeat it: npm run fuzz -- --case 20.0');
  });

  it('is found by packets alone, and few are left', async () => {
    const wrong = ({ protocol }: Connection) => protocol === 132;
    const { smallest, difference } = await findAndShrink(withBug(wrong), { questions: 0 });
    expect(difference.at).toBe('replay');
    expect(smallest.traffic.packets).toHaveLength(1);
    expect(smallest.traffic.packets[0].about).toContain('protocol 132');
    expect(smallest.traffic.changes).toEqual([]);
  });

  it('that throws is found too', async () => {
    const wrong = ({ protocol }: Connection) => {
      if (protocol === 89) throw new Error('planted');
      return false;
    };
    const { smallest, difference } = await findAndShrink(withBug(wrong), { packets: 0 });
    expect(difference.text).toContain('planted');
    expect(smallest.questions.map(({ protocol }) => protocol)).toEqual([89]);
  });
});

describe('a case', () => {
  it('is the same whenever it is made again, and another for another number or seed', () => {
    const text = (seed: number, number: number) => JSON.stringify(randomCase(seed, number, size));
    expect(text(3, 17)).toBe(text(3, 17));
    expect(new Set([text(3, 17), text(3, 22), text(4, 17)]).size).toBe(3);
  });

  it('loses one part at each step, but not its name', () => {
    const value = { kind: 'Pod', metadata: { name: 'p' }, spec: { a: [1, 2] } };
    const all = [0, 1, 2, 3].map((step) => withoutStep(value, step));
    const { kind, metadata } = value;
    expect(all).toEqual([
      { kind, metadata },
      { kind, metadata, spec: {} },
      { kind, metadata, spec: { a: [2] } },
      { kind, metadata, spec: { a: [1] } },
    ]);
    expect(withoutStep(value, 4)).toBeUndefined();
  });
});
