import type { CapturedPacket } from '../../src/capture/packet.ts';
import { type EngineCore, engineCores } from '../../src/engine/core.ts';
import type { Judge } from '../../src/engine/judge.ts';
import type { PolicyChange } from '../../src/replay/change.ts';
import type { EndingFlow } from '../../src/replay/flow.ts';
import type { Decided, Judged } from '../../src/replay/judged.ts';
import { Lane } from '../../src/replay/lane.ts';
import { createReplay } from '../../src/replay/replay.ts';
import { ListedTotals, sumsOf } from '../replay/totals.ts';
import { writeCapture } from './capture-file.ts';
import type { FuzzCase, World } from './case.ts';
import { judgementText } from './judgement.ts';

export interface ReplayComparison {
  readonly packets: number;
  readonly difference: string | undefined;
}

interface SameJudges {
  readonly reference: Judge;
  readonly compiled: Judge;
  readonly trees: Judge;
}

/** Plays the packets with every core. The first lane changes its policies on the way, the second has the other set. */
export async function compareReplays(
  one: FuzzCase,
  world: World,
  judges: readonly SameJudges[],
): Promise<ReplayComparison> {
  const { packets } = one.traffic;
  if (packets.length === 0) return { packets: 0, difference: undefined };
  const file = writeCapture(one.traffic);
  const references = judges.map(({ reference }) => reference);
  const expected = await play('reference', file, one, world, references);
  for (const core of engineCores) {
    if (core === 'reference') continue;
    // Of half of the cases the second set has trees: policies change from one to the other.
    const compiled = judges.map((own, i) => (i > 0 && packets.length % 2 === 1 ? own.trees : own.compiled));
    const told = differenceOf(await play(core, file, one, world, compiled), expected);
    if (told !== '') return { packets: 0, difference: `${core}: ${told}` };
    for (const untold of [['packet '], ['packet ', 'flow ']]) {
      const fewer = differenceOf(
        await play(core, file, one, world, compiled, untold),
        expected.filter((line) => !untold.some((word) => line.startsWith(word))),
      );
      if (fewer !== '')
        return { packets: 0, difference: `${core}, without a word of each ${untold}: ${fewer}` };
    }
  }
  const alone = await differenceAlone(file, one, world, judges[0]);
  if (alone !== '') return { packets: 0, difference: alone };
  // Each lane is a policy set (or several, in turns).
  return { packets: packets.length * judges.length, difference: undefined };
}

/** One policy set without changes, of which nobody is told: kernels go all the way. */
async function differenceAlone(file: string, one: FuzzCase, world: World, own: SameJudges) {
  const { reference } = own;
  const steady = { ...one, traffic: { ...one.traffic, changes: [] } };
  const untold = ['packet ', 'flow '];
  const expected = await play('reference', file, steady, world, [reference], untold);
  for (const core of engineCores) {
    if (core === 'reference') continue;
    for (const form of ['compiled', 'trees'] as const) {
      const difference = differenceOf(await play(core, file, steady, world, [own[form]], untold), expected);
      if (difference !== '') return `${core} (${form}), alone: ${difference}`;
    }
  }
  return '';
}

/** All that a replay says, as lines of text, but for those that begin so. When flows end between packets is not promised. */
async function play(
  core: EngineCore,
  file: string,
  { traffic }: FuzzCase,
  { inventory }: World,
  judges: readonly Judge[],
  untold: readonly string[] = [],
): Promise<readonly string[]> {
  const changes: PolicyChange[] = traffic.changes.map((point, i) => ({
    point,
    judge: judges[(i + 1) % judges.length],
  }));
  const { packets, liveConnections, decap, midstream, maxFlows } = traffic;
  const all = judges.map(() => new ListedTotals((decided) => textOf([decided])));
  const dropAfter = core === 'reference' ? undefined : dropAfterOf(packets.length);
  const lanes = judges.map((judge, i) => {
    const common = { judge, inventory, liveConnections, dropAfter, totals: all[i] };
    return new Lane({ ...common, changes: i === 0 ? changes : [] });
  });
  const flows: string[] = [];
  const lines: string[] = [];
  const replay = createReplay(
    {
      ...{ inventory, lanes, decap, midstream, maxFlows },
      ...(!untold.includes('flow ') && {
        onFlow: (ending: EndingFlow) => {
          const { outcomes, ...flow } = ending.keep();
          flows.push(`flow ${JSON.stringify(flow)} ${textOf(outcomes)}`);
        },
      }),
      ...(!untold.includes('packet ') && {
        onVerdict: ({ data, seconds, nanoseconds }: CapturedPacket, outcomes: readonly Judged[]) =>
          lines.push(`packet ${data.length} ${seconds} ${nanoseconds} ${textOf(outcomes)}`),
      }),
    },
    core,
  );
  // Twice: outcomes are dropped between batches, and a file ends one.
  const captures = await replay.play(dropAfterOf(packets.length) === undefined ? [file] : [file, file]);
  const { tally, guessedOpeners } = replay.pipeline;
  lines.push(`captures ${JSON.stringify(captures)}`, `tally ${JSON.stringify([tally, guessedOpeners])}`);
  for (const [i, lane] of lanes.entries()) {
    const sums = JSON.stringify(sumsOf(lane.sumUp()));
    lines.push(
      `checksum ${lane.checksum}`,
      ...all[i].outcomes.map((text) => `outcome ${text}`),
      `sums ${sums}`,
    );
  }
  return [...lines, ...flows];
}

/** Outcomes are dropped hardly ever, all the time, or seldom. */
function dropAfterOf(packets: number): number | undefined {
  return [undefined, 1, 9][packets % 3];
}

/** Outcomes by what they say: cores may number them otherwise. */
function textOf(outcomes: readonly Decided[]): string {
  return outcomes
    .map(({ verdict, reason, judgement }) => {
      return `[${verdict} ${reason}${judgement === undefined ? '' : ` ${judgementText(judgement)}`}]`;
    })
    .join(' ');
}

/** Empty where there is none. */
function differenceOf(ours: readonly string[], theirs: readonly string[]): string {
  for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
    if (ours[i] !== theirs[i]) return `\n  says     ${ours[i]}\n  expected ${theirs[i]}`;
  }
  return '';
}
