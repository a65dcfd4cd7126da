// node --expose-gc heap-child.js CAPTURE FIRST
//
// Replays CAPTURE against policies; prints the heap after FIRST packets and at the end, as heap-growth.ts reads it.
import { isError } from '../src/diagnostics/diagnostic.ts';
import { createJudge } from '../src/engine/create.ts';
import { buildInventory } from '../src/inventory/build.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { parseManifests } from '../src/manifest/parse.ts';
import { Lane } from '../src/replay/lane.ts';
import { createReplay } from '../src/replay/replay.ts';
import { benchPods, clusterJson } from './cluster.ts';
import type { HeapSample } from './heap-growth.ts';
import { policiesJson } from './policies.ts';

const [capture, first] = process.argv.slice(2);
const pods = benchPods(100);
const { inventory } = buildInventory([{ manifests: read(clusterJson(pods), 'cluster.json') }]);
const policies = [
  ...read(policiesJson(20, pods), 'policies.json'),
  ...read(JSON.stringify(byName()), 'names.json'),
];
const { judge, diagnostics } = createJudge({
  engine: 'kubernetes',
  manifests: policies,
  inventory,
  core: 'compiled',
});
const errors = diagnostics.filter(isError);
if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
const lane = new Lane({ judge, inventory, changes: [], liveConnections: 'keep' });
// With a callback, as for --flows: what is made for the flow log may not stay either.
const replay = createReplay({ inventory, lanes: [lane], onFlow: () => {}, flowsHaveNames: true }, 'compiled');

let from: HeapSample | undefined;
await replay.play([capture], {
  onProgress: (_bytes, packets) => {
    if (from === undefined && packets >= Number(first)) from = sample(packets);
  },
});
const to = sample(replay.pipeline.tally.packets);
if (from === undefined) throw new Error(`only ${to.packets} packets, no sample at ${first}`);
process.stdout.write(JSON.stringify({ from, to }));

function sample(packets: number): HeapSample {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return { packets, heapBytes: heapUsed, externalBytes: external };
}

/** Makes the replay learn names from the DNS answers in the capture. */
function byName(): object {
  const egress = [{ action: 'Accept', to: [{ domainNames: ['www.example.org'] }] }];
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'names' },
    spec: { tier: 'Admin', priority: 500, subject: { namespaces: {} }, egress },
  };
}

function read(json: string, file: string): readonly Manifest[] {
  return parseManifests(json, file, { maxBytes: 2 ** 30 }).manifests;
}
