import type { CaptureSummary } from '../../capture/packet.ts';
import { type EngineReading, readAs } from '../../compare/engines/reading.ts';
import { whyFlowsDiffer, whyPairsDiffer } from '../../compare/engines/rows.ts';
import type { PairRow } from '../../compare/pairs/collect.ts';
import { comparePairs } from '../../compare/pairs/compare.ts';
import { pairChange } from '../../compare/pairs/report.ts';
import { TrafficChanges, trafficChange } from '../../compare/traffic.ts';
import { ExitCode, unreadableError, usageError } from '../../diagnostics/errors.ts';
import type { EngineCore } from '../../engine/core.ts';
import { policiesInDump } from '../../engine/dump.ts';
import { chooseEngine, engineOptions, settingsOf } from '../../engine/engines.ts';
import { loadInventory, type WorldRequest } from '../../engine/world.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { loadManifests } from '../../manifest/load.ts';
import type { FlowGroup } from '../../replay/groups.ts';
import { Lane } from '../../replay/lane.ts';
import { createReplay } from '../../replay/replay.ts';
import type { Io } from '../io.ts';
import type { TrafficOptions, WorldOptions } from '../options.ts';
import { printFindings, printTrafficChanges } from '../print-diff.ts';
import { printPairChanges } from '../print-pairs.ts';
import { type Captures, faultCode, openCaptures, play, withPreparation } from '../traffic.ts';
import { View, type ViewOptions } from '../view.ts';
import { noCluster, noEndpoints, sayUnlessInvalid, worldRequest } from '../world.ts';

export interface CompareOptions extends WorldOptions, TrafficOptions, ViewOptions {
  readonly engineCore: EngineCore;
  readonly policy?: readonly string[];
  readonly engines: readonly string[];
  readonly rows: number;
  readonly output: 'text' | 'json';
}

interface Question {
  readonly readings: readonly EngineReading[];
  readonly inventory: Inventory;
  readonly options: CompareOptions;
  readonly view: View;
}

/** Exit code 1 if the engines differ in any verdict. */
export async function compareCommand(options: CompareOptions, io: Io): Promise<number> {
  if (options.policy === undefined) {
    throw usageError('no-policies-named', 'no policies to compare engines by', {
      hint: 'Name them by --policy PATH.',
    });
  }
  if (options.engines.length < 2) {
    throw usageError('too-few-engines', 'compare needs two engines or more', {
      hint: 'Name them by --engines kubernetes,cilium; `tierwall engines` lists them.',
    });
  }
  if (options.engine !== undefined) {
    throw usageError('engine-and-engines', '--engine names one engine, and compare needs two or more', {
      hint: `Name them all by --engines ${[...new Set([...options.engines, options.engine])].join(',')}`,
    });
  }
  checkSettings(options);
  const view = new View(io, options);
  const files = options.read === undefined ? undefined : await openCaptures(options, view);
  if (files === undefined && options.cluster === undefined) throw noCluster();
  const question = await ask(options, options.policy, view);
  if (options.output === 'text') await printFindings(question.readings, view);
  if (files === undefined) return comparePairwise(question);
  return withPreparation(files, options, (preparation) =>
    compareTraffic(question, { files, preparation }, io),
  );
}

/** Each setting must be an option of some engine of the list; of the others it is none. */
function checkSettings({ engines, engineOption = new Map() }: CompareOptions): void {
  const chosen = engines.map((name) => chooseEngine(name, []).dialect);
  for (const setting of engineOption) {
    const one = new Map([setting]);
    const owner = chosen.find((dialect) => settingsOf(dialect, one).size > 0);
    engineOptions(owner ?? chosen[0], one);
  }
}

async function ask(options: CompareOptions, paths: readonly string[], view: View): Promise<Question> {
  const request: WorldRequest = worldRequest(options);
  const { inventory, resources, diagnostics } = await loadInventory(request);
  const loaded = await loadManifests(paths, request.limits);
  const said = [...diagnostics, ...loaded.diagnostics, ...policiesInDump(resources, loaded.manifests)];
  sayUnlessInvalid(said, request, view);
  const settings = options.engineOption;
  const objects = { manifests: loaded.manifests, resources, inventory, settings, core: options.engineCore };
  const readings = options.engines.map((name) => readAs(name, objects));
  if (readings.every(({ created }) => created.policies === 0)) throw noPolicies(paths, readings);
  return { readings, inventory, options, view };
}

function noPolicies(paths: readonly string[], readings: readonly EngineReading[]) {
  const names = readings.map(({ name }) => name).join(', ');
  return unreadableError('no-policies', `no policy of ${names} under ${paths.join(', ')}`, {
    diagnostics: readings.flatMap(({ created }) => created.diagnostics),
    hint: 'Check the path, or name other engines by --engines.',
  });
}

interface Comparison {
  readonly engines: readonly [string, string];
  readonly pairs?: number;
  readonly differingPairs?: number;
  readonly flows?: number;
  readonly differingFlows?: number;
  readonly differences: readonly object[];
}

async function printJson(
  { readings, options, view }: Question,
  comparisons: readonly Comparison[],
  captures?: readonly CaptureSummary[],
): Promise<void> {
  if (options.output !== 'json') return;
  const engines = readings.map(({ name, findings }) => ({ name, findings }));
  const mode = captures === undefined ? { mode: 'pairs' } : { mode: 'traffic', captures };
  await view.json({ schema: 'tierwall.compare/v1', ...mode, engines, comparisons });
}

function codeOf(comparisons: readonly Comparison[]): ExitCode {
  return comparisons.some(({ differences }) => differences.length > 0) ? ExitCode.findings : ExitCode.ok;
}

/** Each further engine beside the first, for every pair of endpoints. The exit code. */
async function comparePairwise(question: Question): Promise<ExitCode> {
  const { readings, inventory, options, view } = question;
  if (inventory.entities.length === 0) throw noEndpoints();
  const [first, ...others] = readings;
  const comparisons: Comparison[] = [];
  for (const other of others) {
    const engines = [first.name, other.name] as const;
    const changes = comparePairs(first.created.judge, other.created.judge, inventory);
    const why = (row: PairRow) => whyPairsDiffer(first, other, row);
    const { pairs, changedPairs: differingPairs, rows } = changes;
    const differences = rows.map((row) => ({ ...pairChange(row), why: why(row) }));
    comparisons.push({ engines, pairs, differingPairs, differences });
    if (options.output === 'text') await printPairChanges(changes, options.rows, view, engines, why);
  }
  await printJson(question, comparisons);
  return codeOf(comparisons);
}

/** Each further engine beside the first, on the same traffic. The exit code. */
async function compareTraffic(
  question: Question,
  { files, preparation }: Captures,
  io: Io,
): Promise<ExitCode> {
  const { readings, inventory, options, view } = question;
  const others = readings.slice(1).map((other) => ({ other, changes: new TrafficChanges(inventory) }));
  const replay = createReplay(
    {
      inventory,
      lanes: readings.map(({ created }) => new Lane({ judge: created.judge, inventory })),
      decap: options.decap,
      midstream: options.midstream,
      maxFlows: options.maxFlows,
      onFlow: (flow) => {
        const [first, ...rest] = flow.outcomes;
        for (const [index, outcome] of rest.entries()) {
          others[index].changes.flow(flow, [first, outcome]);
        }
      },
      onVerdict: (_, [first, ...rest]) => {
        for (const [index, outcome] of rest.entries()) others[index].changes.packet([first, outcome]);
      },
    },
    options.engineCore,
    preparation,
  );
  const captures = await play(files, replay, undefined, options, io);
  const comparisons: Comparison[] = [];
  for (const { other, changes } of others) {
    const engines = [readings[0].name, other.name] as const;
    const why = (group: FlowGroup) => whyFlowsDiffer(readings[0], other, group, inventory);
    const groups = changes.groups();
    const { flows, changedFlows: differingFlows } = changes;
    const sums = {
      engines,
      flows,
      differingFlows,
      differences: groups.map((group) => ({ ...trafficChange(group), why: why(group) })),
    };
    comparisons.push(sums);
    if (options.output === 'text' && changes.packets > 0)
      await printTrafficChanges(changes, groups, options.rows, view, engines, why);
  }
  await printJson(question, comparisons, captures);
  return faultCode(captures, options, view) ?? codeOf(comparisons);
}
