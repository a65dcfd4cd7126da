import { type EngineCore, engineCores } from '../../src/engine/core.ts';
import type { Judge, Judgement } from '../../src/engine/judge.ts';
import type { PolicyChange } from '../../src/replay/change.ts';
import type { Judged } from '../../src/replay/judged.ts';
import { Lane } from '../../src/replay/lane.ts';
import { createReplay } from '../../src/replay/replay.ts';
import { writeCapture } from './capture-file.ts';
import type { FuzzCase, World } from './case.ts';
import { differences } from './judgement.ts';

/** All that a replay says: lines of text, and what decided, by lane. When flows end between packets is not promised. */
interface Said {
  readonly lines: readonly string[];
  readonly outcomes: readonly (readonly Judged[])[];
}

export interface ReplayComparison {
  readonly packets: number;
  readonly difference: string | undefined;
}

type BothJudges = readonly { readonly reference: Judge; readonly compiled: Judge }[];

/** Plays the packets with every core. The first lane changes its policies on the way, the second has the other set. */
export async function compareReplays(
  one: FuzzCase,
  world: World,
  judges: BothJudges,
): Promise<ReplayComparison> {
  const { packets } = one.traffic;
  if (packets.length === 0) return { packets: 0, difference: undefined };
  const file = writeCapture(one.traffic);
  const expected = await play(
    'reference',
    file,
    one,
    world,
    judges.map(({ reference }) => reference),
  );
  for (const core of engineCores) {
    if (core === 'reference') continue;
    const said = await play(
      core,
      file,
      one,
      world,
      judges.map(({ compiled }) => compiled),
    );
    const difference = differenceOf(said, expected);
    if (difference !== '') return { packets: 0, difference: `${core}: ${difference}` };
  }
  // Each lane is a policy set (or several, in turns).
  return { packets: packets.length * judges.length, difference: undefined };
}

async function play(
  core: EngineCore,
  file: string,
  { traffic }: FuzzCase,
  { inventory }: World,
  judges: readonly Judge[],
): Promise<Said> {
  const changes: PolicyChange[] = traffic.changes.map((point, i) => ({
    point,
    judge: judges[(i + 1) % judges.length],
  }));
  const { liveConnections, decap, midstream, maxFlows } = traffic;
  const lanes = judges.map(
    (judge, i) => new Lane({ judge, inventory, liveConnections, changes: i === 0 ? changes : [] }),
  );
  const flows: string[] = [];
  const lines: string[] = [];
  const replay = createReplay(
    {
      ...{ inventory, lanes, decap, midstream, maxFlows },
      onFlow: ({ outcomes, ...flow }) => flows.push(`flow ${JSON.stringify(flow)} ${idsOf(outcomes)}`),
      onVerdict: ({ data, seconds, nanoseconds }, outcomes) =>
        lines.push(`packet ${data.length} ${seconds} ${nanoseconds} ${idsOf(outcomes)}`),
    },
    core,
  );
  const captures = await replay.play([file]);
  const { tally, guessedOpeners } = replay.pipeline;
  lines.push(`captures ${JSON.stringify(captures)}`, `tally ${JSON.stringify([tally, guessedOpeners])}`);
  for (const lane of lanes) lines.push(`checksum ${lane.checksum}`, ...lane.outcomes.all.map(lineOf));
  return { lines: [...lines, ...flows], outcomes: lanes.map((lane) => lane.outcomes.all) };
}

function idsOf(outcomes: readonly Judged[]): string {
  let text = '';
  for (const { id } of outcomes) text += ` ${id}`;
  return text;
}

function lineOf({ judgement: _, ...rest }: Judged): string {
  return `outcome ${JSON.stringify(rest)}`;
}

/** Empty where there is none. */
function differenceOf(ours: Said, theirs: Said): string {
  for (let i = 0; i < Math.max(ours.lines.length, theirs.lines.length); i++) {
    if (ours.lines[i] !== theirs.lines[i])
      return `\n  says     ${ours.lines[i]}\n  expected ${theirs.lines[i]}`;
  }
  for (const [lane, outcomes] of ours.outcomes.entries()) {
    for (const [id, { judgement }] of outcomes.entries()) {
      const fields = judgementDifference(judgement, theirs.outcomes[lane][id].judgement);
      if (fields !== '') return `outcome ${id} of lane ${lane}: ${fields}`;
    }
  }
  return '';
}

function judgementDifference(ours: Judgement | undefined, theirs: Judgement | undefined): string {
  if (ours === undefined || theirs === undefined) return ours === theirs ? '' : 'judgement';
  return differences(ours, theirs).join(', ');
}
