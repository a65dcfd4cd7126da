import { createJudge } from '../../engine/create.ts';
import { inventoryFromManifests } from '../../inventory/build.ts';
import { controlBytes } from '../../kernels/control.ts';
import { tableMemo, tableSeed } from '../../kernels/flow-layout.ts';
import { mostRows } from '../../kernels/layout.ts';
import { type Kernels, loadKernels, optimiseEarly } from '../../kernels/load.ts';
import { memoBytes } from '../../kernels/memo.ts';
import { parseManifests } from '../../manifest/parse.ts';
import { LinkType } from '../../net/link-type.ts';
import { Lane } from '../lane.ts';
import type { PipelineOptions } from '../pipeline.ts';
import { ArenaPlan } from './arena.ts';
import { BatchPipeline } from './batch-pipeline.ts';
import type { PcapShape } from './pcap-file.ts';
import { PipelinePlan } from './pipeline-plan.ts';
import { rehearsalTraffic } from './rehearsal-traffic.ts';
import { rehearsalWorld } from './rehearsal-world.ts';
import { setShape } from './row-reader.ts';
import { openersOf, planBuffer } from './row-writer.ts';

/** Of the flow table, which is full at times. */
const maxFlows = 64;
/** More of them show the optimiser nothing new, and take their time. */
const rounds = 3;
/** Of RecordWriter's records. */
const shape: PcapShape = {
  littleEndian: true,
  headerLength: 16,
  unitsPerSecond: 1e6,
  minor: 4,
  linkType: LinkType.ethernet,
};

/**
 * Kernels in JavaScript over the memory that have played a little traffic of the project's own making, far from all else
 * that is in it: from `from` on. They play it twice, first for V8 to learn what comes, then for it to optimise them, which it
 * does in threads of its own while this one goes on to read policies. Kernels that begin with a capture take 40 times as long for
 * its first packets. It must be these functions, and this memory: V8 optimises better what it knows to be the only one.
 * Throws BeyondTables or RangeError where there is not as much memory.
 */
export function rehearse(memory: WebAssembly.Memory, from: number): Kernels {
  const plan = new ArenaPlan(from);
  const pipelinePlan = new PipelinePlan(rehearsalOptions(), plan);
  const { rows, data } = planBuffer(plan);
  const control = plan.add(controlBytes);
  const memo = plan.add(memoBytes);
  const arena = plan.make(memory);
  const kernels = loadKernels(memory, { portable: true });
  const pipeline = new BatchPipeline(pipelinePlan, arena, kernels);
  const table = pipeline.tableAddress;
  arena.words[(table + tableMemo) / 4] = memo;
  const [seed, seed2] = arena.wordsAt(table + tableSeed, 2);
  const traffic = rehearsalTraffic(rounds);
  arena.bytes.set(traffic, data);
  setShape(arena.words, control, shape);
  const play = () => {
    const count = kernels.readPcap(data, data + traffic.length, rows, mostRows, control, seed, seed2, 0);
    kernels.hintRows(rows, count, table, memo, openersOf(rows));
    pipeline.batch({ rows, count });
  };
  play();
  optimiseEarly(play);
  return kernels;
}

function rehearsalOptions(): PipelineOptions {
  const { cluster, policies } = rehearsalWorld;
  const { inventory } = inventoryFromManifests(parseManifests(cluster, '').manifests);
  const { manifests } = parseManifests(policies, '');
  const { judge } = createJudge({ manifests, inventory, core: 'portable' });
  return { inventory, lanes: [new Lane({ judge, inventory })], maxFlows };
}
