import { CompiledJudge } from '../../src/engine/compiled.ts';
import type { Judge } from '../../src/engine/judge.ts';
import { type FuzzCase, type World, worldOf } from './case.ts';
import { differences, isSame } from './judgement.ts';
import { type Judges, realJudges } from './judges.ts';
import { Asker, type Question } from './questions.ts';
import { compareReplays } from './replays.ts';

export interface Difference {
  /** Where it was seen: of judges, of whole replays, or that something was thrown. */
  readonly at: 'governs' | 'judge' | 'replay' | 'throw';
  /** Which of the two policy sets; -1 where it is no matter. */
  readonly set: number;
  readonly text: string;
  /** The question, at judge level. */
  readonly question?: Question;
}

export interface CheckResult {
  /** (policy set, question or packet) that all cores answered. */
  readonly pairs: number;
  /** Questions among them, once for tables and once for trees, of which a sample says that these answered, and not the reference within the judge. */
  readonly sampled: number;
  readonly fromTables: number;
  readonly difference: Difference | undefined;
}

/** Every this many questions it is asked who answered. */
const samplePeriod = 16;

/** Asks all cores everything; stops at the first difference. */
export async function checkCase(one: FuzzCase, judges: Judges = realJudges): Promise<CheckResult> {
  const count = { pairs: 0, sampled: 0, fromTables: 0 };
  try {
    const world = worldOf(one);
    const both = world.sets.map((set) => ({
      reference: judges.reference(set, world.inventory),
      compiled: judges.compiled(set, world.inventory),
      trees: judges.trees(set, world.inventory),
    }));
    const asker = new Asker(world.inventory, one.names);
    for (const [set, { reference, compiled, trees }] of both.entries()) {
      for (const ours of [
        { set, reference, compiled },
        { set, reference, compiled: trees },
      ]) {
        const difference = checkQuestions(one, asker, ours, count) ?? checkGoverns(world, ours);
        if (difference !== undefined) return { ...count, difference };
      }
      count.pairs += one.questions.length;
    }
    const { packets, difference: text } = await compareReplays(one, world, both);
    count.pairs += packets;
    return { ...count, difference: text === undefined ? undefined : { at: 'replay', set: -1, text } };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...count, difference: { at: 'throw', set: -1, text } };
  }
}

interface PairOfJudges {
  readonly set: number;
  readonly reference: Judge;
  readonly compiled: Judge;
}

function checkQuestions(
  { questions }: FuzzCase,
  asker: Asker,
  { set, reference, compiled }: PairOfJudges,
  count: { pairs: number; sampled: number; fromTables: number },
): Difference | undefined {
  for (let i = 0; i < questions.length; i++) {
    const connection = asker.connection(questions[i]);
    const ours = compiled.judge(connection);
    const theirs = reference.judge(connection);
    if (!isSame(ours, theirs)) {
      const text = `fields: ${differences(ours, theirs).join(', ')}`;
      return { at: 'judge', set, text, question: questions[i] };
    }
    if (i % samplePeriod === 0 && compiled instanceof CompiledJudge) {
      count.sampled++;
      if (compiled.answers(connection)) count.fromTables++;
    }
  }
  return undefined;
}

/** Places know for the kernels whether somebody there is governed. */
function checkGoverns(
  { inventory }: World,
  { set, reference, compiled }: PairOfJudges,
): Difference | undefined {
  if (!(compiled instanceof CompiledJudge)) return undefined;
  for (const place of compiled.lookup?.places ?? []) {
    const holders = place.address === undefined ? [] : inventory.holders(place.address);
    const expected = holders.some((entity) => reference.governs(entity));
    if (place.isGoverned === expected) continue;
    const names = holders.map(({ namespace, name }) => `${namespace}/${name}`).join(', ');
    return { at: 'governs', set, text: `${names}: tables ${place.isGoverned}, reference ${expected}` };
  }
  return undefined;
}
