import { TrafficChanges, trafficChange } from '../../compare/traffic.ts';
import { ExitCode, usageError } from '../../diagnostics/errors.ts';
import { loadJudge, type WorldRequest } from '../../engine/world.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { Lane } from '../../replay/lane.ts';
import { Pipeline } from '../../replay/pipeline.ts';
import type { Io } from '../io.ts';
import type { TrafficOptions, WorldOptions } from '../options.ts';
import { printTrafficChanges } from '../print-diff.ts';
import { openCaptures, play } from '../traffic.ts';
import { View, type ViewOptions } from '../view.ts';
import { openInventory, sayEngine, worldRequest } from '../world.ts';

export interface DiffOptions extends WorldOptions, TrafficOptions, ViewOptions {
  readonly old?: readonly string[];
  readonly new?: readonly string[];
  readonly rows: number;
  readonly output: 'text' | 'json';
}

/** Exit code 1 if anything changes. */
export async function diffCommand(options: DiffOptions, io: Io): Promise<number> {
  if (options.old === undefined || options.new === undefined) {
    throw usageError('no-policies-named', 'diff needs two policy sets', {
      hint: 'Name them by --old PATH and --new PATH.',
    });
  }
  const view = new View(io, options);
  const files = options.read === undefined ? undefined : await openCaptures(options, view);
  const request = worldRequest(options);
  const inventory = await openInventory(request, view);
  const lanes = [
    await openLane(options.old, inventory, request, view),
    await openLane(options.new, inventory, request, view),
  ];
  if (files === undefined) throw usageError('no-captures-named', 'no capture to read');
  const changes = new TrafficChanges(inventory);
  const pipeline = new Pipeline({
    inventory,
    lanes,
    decap: options.decap,
    midstream: options.midstream,
    maxFlows: options.maxFlows,
    onFlow: (flow) => changes.flow(flow),
    onVerdict: (_, outcomes) => changes.packet(outcomes),
  });
  const captures = await play(files, pipeline, undefined, options, io);
  const groups = changes.groups();
  if (options.output === 'json') {
    const { flows, changedFlows, redecidedFlows, packets, changedPackets } = changes;
    await view.json({
      schema: 'tierwall.diff/v1',
      mode: 'traffic',
      captures,
      ...{ packets, changedPackets, flows, changedFlows, redecidedFlows },
      changes: groups.map(trafficChange),
    });
  } else await printTrafficChanges(changes, groups, options.rows, view);
  return changes.changedFlows + changes.changedPackets > 0 ? ExitCode.findings : ExitCode.ok;
}

async function openLane(
  paths: readonly string[],
  inventory: Inventory,
  request: WorldRequest,
  view: View,
): Promise<Lane> {
  const created = await loadJudge(paths, inventory, request);
  sayEngine(created, view);
  return new Lane({ judge: created.judge, inventory });
}
