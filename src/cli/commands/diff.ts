import { comparePairs } from '../../compare/pairs/compare.ts';
import { pairReport } from '../../compare/pairs/report.ts';
import { TrafficChanges, trafficChange } from '../../compare/traffic.ts';
import { ExitCode, usageError } from '../../diagnostics/errors.ts';
import type { EngineCore } from '../../engine/core.ts';
import type { CreatedJudge } from '../../engine/create.ts';
import type { Judge } from '../../engine/judge.ts';
import { type LoadedJudge, loadJudge, type World, type WorldRequest } from '../../engine/world.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { Lane } from '../../replay/lane.ts';
import { createReplay } from '../../replay/replay.ts';
import type { Io } from '../io.ts';
import type { TrafficOptions, WorldOptions } from '../options.ts';
import { printTrafficChanges } from '../print-diff.ts';
import { printPairChanges } from '../print-pairs.ts';
import { type Captures, faultCode, openCaptures, play, withPreparation } from '../traffic.ts';
import { View, type ViewOptions } from '../view.ts';
import { noCluster, noEndpoints, openWorld, sayEngine, sayUnjudged, worldRequest } from '../world.ts';

export interface DiffOptions extends WorldOptions, TrafficOptions, ViewOptions {
  readonly engineCore: EngineCore;
  readonly old?: readonly string[];
  readonly new?: readonly string[];
  /** Of other commands; to be told what this one takes. */
  readonly policy?: readonly string[];
  readonly rows: number;
  readonly output: 'text' | 'json';
}

/** What is compared, and for whom. */
interface Question {
  readonly judges: readonly [Judge, Judge];
  readonly inventory: Inventory;
  readonly options: DiffOptions;
  readonly view: View;
}

/** Exit code 1 if anything changes. */
export async function diffCommand(options: DiffOptions, io: Io): Promise<number> {
  if (options.old === undefined || options.new === undefined || options.policy !== undefined) {
    throw usageError('no-policies-named', 'diff needs two policy sets', {
      hint: 'Name them by --old PATH and --new PATH.',
    });
  }
  const view = new View(io, options);
  const files = options.read === undefined ? undefined : await openCaptures(options, view);
  if (files === undefined && options.cluster === undefined) throw noCluster();
  const request = worldRequest(options);
  const world = await openWorld(request, view);
  const { inventory } = world;
  const before = await openEngine(options.old, world, request, view);
  const after = await openEngine(options.new, world, request, view);
  sayUnjudged(world, [before, after], view);
  sayEngines(before, after, view);
  const judges = [before.judge, after.judge] as const;
  const question = { judges, inventory, options, view };
  if (files === undefined) return (await diffPairs(question)) > 0 ? ExitCode.findings : ExitCode.ok;
  return withPreparation(files, options, (preparation) => diffTraffic(question, { files, preparation }, io));
}

/** For captured traffic. The exit code. */
async function diffTraffic(
  { judges, inventory, options, view }: Question,
  { files, preparation }: Captures,
  io: Io,
): Promise<ExitCode> {
  const changes = new TrafficChanges(inventory);
  const replay = createReplay(
    {
      inventory,
      lanes: judges.map((judge) => new Lane({ judge, inventory })),
      decap: options.decap,
      midstream: options.midstream,
      maxFlows: options.maxFlows,
      onFlow: (flow) => changes.flow(flow),
      onVerdict: (_, outcomes) => changes.packet(outcomes),
    },
    options.engineCore,
    preparation,
  );
  const captures = await play(files, replay, undefined, options, io);
  const groups = changes.groups();
  const { flows, changedFlows, redecidedFlows, packets, changedPackets } = changes;
  if (options.output === 'json') {
    await view.json({
      schema: 'tierwall.diff/v1',
      mode: 'traffic',
      captures,
      ...{ packets, changedPackets, flows, changedFlows, redecidedFlows },
      changes: groups.map(trafficChange),
    });
  } else if (packets > 0) await printTrafficChanges(changes, groups, options.rows, view);
  return (
    faultCode(captures, options, view) ??
    (changedFlows + changedPackets > 0 ? ExitCode.findings : ExitCode.ok)
  );
}

/** For every pair of endpoints. The number of pairs that change. */
async function diffPairs({ judges, inventory, options, view }: Question): Promise<number> {
  if (inventory.entities.length === 0) throw noEndpoints();
  const changes = comparePairs(...judges, inventory);
  if (options.output === 'json') await view.json(pairReport(changes));
  else await printPairChanges(changes, options.rows, view);
  return changes.changedPairs;
}

async function openEngine(
  paths: readonly string[],
  world: World,
  request: WorldRequest,
  view: View,
): Promise<LoadedJudge> {
  const created = await loadJudge(paths, world, request);
  sayEngine(created, view);
  return created;
}

/** Sets in two languages differ by their engines too. */
function sayEngines(before: CreatedJudge, after: CreatedJudge, view: View): void {
  const [old, next] = [before.engine.dialect.name, after.engine.dialect.name];
  if (old === next) return;
  view.note(
    `warning: the old policies are judged as ${old}, the new ones as ${next}: what the engines differ in shows too`,
  );
  view.note('  --engine judges both alike.');
}
