import { loadInventory, loadJudge } from '../../src/engine/world.ts';
import type { EndedFlow } from '../../src/replay/flow.ts';
import { Lane, type LaneOptions } from '../../src/replay/lane.ts';
import { Pipeline, type PipelineOptions } from '../../src/replay/pipeline.ts';
import { playCaptures } from '../../src/replay/run.ts';

export interface ReplayRequest
  extends Partial<Pick<PipelineOptions, 'decap' | 'midstream' | 'maxFlows' | 'onVerdict'>> {
  readonly read: readonly string[];
  readonly cluster?: readonly string[];
  /** Paths of one policy set for each lane. */
  readonly policy?: readonly string[];
  readonly changes?: LaneOptions['changes'];
  readonly liveConnections?: LaneOptions['liveConnections'];
}

/** A replay with one lane, with all that a test may want to look at. */
export async function replay(request: ReplayRequest) {
  const world = await loadInventory({ cluster: request.cluster });
  const { inventory } = world;
  const { judge } = await loadJudge(request.policy, world, {});
  const { changes, liveConnections } = request;
  const lane = new Lane({ judge, inventory, changes, liveConnections });
  const flows: EndedFlow[] = [];
  const pipeline = new Pipeline({
    ...request,
    inventory,
    lanes: [lane],
    onFlow: (flow) => flows.push(flow.keep()),
  });
  const captures = await playCaptures(request.read, pipeline);
  return { inventory, lane, flows, captures, tally: pipeline.tally };
}
