import { TrafficChanges } from '../../compare/traffic.ts';
import { ExitCode, usageError } from '../../diagnostics/errors.ts';
import type { EngineCore } from '../../engine/core.ts';
import { loadJudge, type World, type WorldRequest } from '../../engine/world.ts';
import { type PolicyChange, parseChangePoint } from '../../replay/change.ts';
import { FlowGroups } from '../../replay/groups.ts';
import { Lane, type LiveConnections } from '../../replay/lane.ts';
import { createReplay } from '../../replay/replay.ts';
import { type ReplayReport, replayReport } from '../../replay/report.ts';
import { ruleReports } from '../../replay/rule-counts.ts';
import type { Io } from '../io.ts';
import type { TrafficOptions, WorldOptions } from '../options.ts';
import { Outputs } from '../outputs.ts';
import { printPending } from '../print-diff.ts';
import { printReplay } from '../print-replay.ts';
import { printRules } from '../print-rules.ts';
import { checkOutputsAgainst } from '../standard-streams.ts';
import { type Captures, faultCode, openCaptures, play, withPreparation } from '../traffic.ts';
import { View, type ViewOptions } from '../view.ts';
import { openWorld, sayEngine, sayUnjudged, worldRequest } from '../world.ts';

export interface ReplayOptions extends WorldOptions, TrafficOptions, ViewOptions {
  readonly engineCore: EngineCore;
  readonly policy?: readonly string[];
  readonly policyChange?: readonly string[];
  readonly liveConnections?: LiveConnections;
  readonly flows?: string;
  readonly writeAllowed?: string;
  readonly writeDenied?: string;
  readonly workers?: number;
  readonly rows: number;
  readonly rules?: boolean;
  readonly failOn?: 'deny' | 'reject' | 'not-allowed';
  readonly output: 'text' | 'json';
}

export async function replayCommand(options: ReplayOptions, io: Io): Promise<number> {
  const started = performance.now();
  const view = new View(io, options);
  const files = await openCaptures(options, view);
  // They start while the policies are read.
  return withPreparation(files, options, (preparation) =>
    replayFiles({ files, preparation, started }, options, view, io),
  );
}

interface Start extends Captures {
  /** performance.now() of the beginning. */
  readonly started: number;
}

async function replayFiles(
  { files, preparation, started }: Start,
  options: ReplayOptions,
  view: View,
  io: Io,
): Promise<number> {
  const request = worldRequest(options);
  const world = await openWorld(request, view);
  const { inventory } = world;
  const { lane, pending, policyFiles } = await openLanes(options, world, request, view);
  const inputs = [...files, ...world.files, ...policyFiles];
  await checkOutputsAgainst(inputs, [options.flows, options.writeAllowed, options.writeDenied]);
  const groups = new FlowGroups(inventory);
  const changes = new TrafficChanges(inventory);
  const outputs = await Outputs.open(options, lane, inventory, io.stdout);
  const wantsFlows = options.output === 'text' || pending !== undefined || outputs.wantsFlows;
  const replay = createReplay(
    {
      inventory,
      lanes: pending === undefined ? [lane] : [lane, pending],
      decap: options.decap,
      midstream: options.midstream,
      maxFlows: options.maxFlows,
      // The JSON report has sums only: rows that nobody prints would be most of the memory of a long replay.
      onFlow: wantsFlows
        ? (flow) => {
            if (options.output === 'text') groups.add(flow);
            if (pending !== undefined) changes.flow(flow);
            outputs.flow(flow);
          }
        : undefined,
      flowsHaveNames: outputs.wantsFlows,
      onVerdict: outputs.wantsPackets ? (packet, [outcome]) => outputs.packet(packet, outcome) : undefined,
    },
    options.engineCore,
    preparation,
  );
  for (const what of new Set(replay.beyond)) {
    view.note(`note: connections are judged more slowly, as there is no image for the kernels: ${what}`);
  }
  const setUp = performance.now();
  const summaries = await play(files, replay, outputs, options, io);
  // Without a packet the run fails, and leaves what was there before.
  await (summaries.every(({ packets }) => packets === 0) ? outputs.abort() : outputs.close());
  if (lane.changesAhead > 0) {
    const late = lane.changesAhead === 1 ? '1 policy change lies' : `${lane.changesAhead} policy changes lie`;
    const message = `${late} behind the last packet and never took effect`;
    view.diagnostics([{ severity: 'warning', code: 'change-too-late', message }]);
  }
  const times = {
    workers: replay.workers,
    setupSeconds: Math.round((setUp - started) * 1000) / 1e6,
    seconds: Math.round((performance.now() - setUp) * 1000) / 1e6,
  };
  const totals = lane.sumUp();
  const { checksum } = lane;
  const report = {
    ...replayReport(summaries, replay.pipeline, { totals, checksum }, times),
    ...(pending && {
      pending: { flowVerdicts: pending.sumUp().flows, changedFlows: changes.changedFlows },
    }),
  };
  const shown = reportView(options, io, view);
  const counts = totals.rules;
  if (options.output === 'json') await shown.json({ ...report, ...ruleReports(counts) });
  else if (report.packets > 0) {
    await printReplay(
      { report, groups, lane, inventory, pipeline: replay.pipeline, rows: options.rows },
      shown,
    );
    await printRules(counts, options.rules ?? false, shown);
    if (pending !== undefined) await printPending(changes, options.rows, shown);
  }
  return exitCode(report, options, view);
}

/** Where a file of `--flows` or `--write-…` is standard output, the report makes way for it. */
function reportView(options: ReplayOptions, io: Io, view: View): View {
  const isTaken = [options.flows, options.writeAllowed, options.writeDenied].includes('-');
  return isTaken ? new View({ ...io, stdout: io.stderr }, options) : view;
}

async function openLanes(
  options: ReplayOptions,
  world: World,
  request: WorldRequest,
  view: View,
): Promise<{ lane: Lane; pending: Lane | undefined; policyFiles: readonly string[] }> {
  const planned = (options.policyChange ?? []).map(changeArgument);
  const created = await loadJudge(options.policy, world, { ...request, changesLater: planned.length > 0 });
  sayEngine(created, view);
  const changes: PolicyChange[] = [];
  const loaded = [created];
  for (const { point, path } of planned) {
    const later = await loadJudge([path], world, request);
    sayEngine(later, view);
    changes.push({ point, judge: later.judge });
    loaded.push(later);
  }
  sayUnjudged(world, loaded, view);
  const { inventory } = world;
  const liveConnections = options.liveConnections ?? created.engine.dialect.liveConnections;
  const lane = new Lane({ judge: created.judge, inventory, changes, liveConnections });
  const pending = created.pending && new Lane({ judge: created.pending, inventory, liveConnections });
  return { lane, pending, policyFiles: loaded.flatMap(({ files }) => files) };
}

function changeArgument(text: string): { point: PolicyChange['point']; path: string } {
  const equals = text.indexOf('=');
  const point = equals < 0 ? undefined : parseChangePoint(text.slice(0, equals));
  if (point === undefined || equals === text.length - 1) {
    throw usageError('bad-policy-change', `--policy-change ${JSON.stringify(text)} is not WHEN=PATH`, {
      hint: 'WHEN is #1000 (packet), +30s (after the first packet; ms, s, m or h) or 2026-01-02T03:04:05Z.',
    });
  }
  return { point, path: text.slice(equals + 1) };
}

function exitCode(report: ReplayReport, options: ReplayOptions, view: View): number {
  const unreadable = faultCode(report.captures, options, view);
  if (unreadable !== undefined) return unreadable;
  const { flowVerdicts } = report;
  const refused = { deny: flowVerdicts.deny, reject: flowVerdicts.reject };
  if (options.failOn === 'not-allowed')
    return refused.deny + refused.reject > 0 ? ExitCode.findings : ExitCode.ok;
  return options.failOn !== undefined && refused[options.failOn] > 0 ? ExitCode.findings : ExitCode.ok;
}
