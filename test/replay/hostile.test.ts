import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createCaptureParser } from '../../src/capture/parser.ts';
import { kubernetes } from '../../src/dialects/kubernetes/index.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { Lane } from '../../src/replay/lane.ts';
import { Pipeline } from '../../src/replay/pipeline.ts';
import { captureRows, haveCaptures, skipNote } from '../capture/captures.ts';

/** Everything that is mutated here goes the whole way: file, headers, fragments, connections, names, policies. */
const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';
const small = exhaustive ? 16_384 : 1024;
const memoryLimit = 64 * 1024 * 1024;

const policies = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: guard, namespace: lab}
spec:
  policyTypes: [Ingress, Egress]
  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80, endPort: 8080}]}]
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: names}
spec:
  tier: Admin
  priority: 1
  subject: {namespaces: {}}
  egress: [{action: Accept, to: [{domainNames: ['*.example.org']}]}]
`;

/** Half of all addresses seem to be pods of the guarded namespace, so that policies are asked for any capture. */
function pipeline(): Pipeline {
  const { inventory } = inventoryFromManifests([]);
  const lab = parseManifests(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: lab}\nstatus: {podIP: 10.9.9.9}',
    'pod.yaml',
  ).manifests;
  const [pod] = inventoryFromManifests(lab).inventory.entities;
  const everywhere = {
    ...inventory,
    cluster: inventory.cluster,
    holders: ({ w3 }: { w3: number }) => ((w3 & 1) === 1 ? [pod] : []),
    serviceAt: () => undefined,
  } as typeof inventory;
  const { manifests } = parseManifests(policies, 'policies.yaml');
  const options = new Map(kubernetes.options.map((option) => [option.name, option.default]));
  const { set } = kubernetes.lower({ manifests, inventory, resources: [], options, version: '' });
  const lane = new Lane({ judge: new ReferenceJudge(set), inventory: everywhere });
  return new Pipeline({ inventory: everywhere, lanes: [lane], decap: true, maxFlows: 4096 });
}

function play(bytes: Uint8Array, into: Pipeline): void {
  const parser = createCaptureParser((packet) => {
    into.packet(packet);
    return true;
  });
  parser.push(bytes);
  parser.end();
  expect(parser.heldBytes).toBeLessThan(memoryLimit);
}

const rows = captureRows().filter((row) => row.size <= small);

describe.skipIf(!haveCaptures)(`a small capture${skipNote}`, () => {
  it.each(rows)('$file, cut at every byte, gives a result or a fault', (row) => {
    const bytes = gunzipSync(readFileSync(row.path));
    const target = pipeline();
    for (let length = 0; length <= bytes.length; length++) play(bytes.subarray(0, length), target);
    target.finish();
  });

  it.each(rows)('$file, with every byte flipped, gives a result or a fault', (row) => {
    const bytes = new Uint8Array(gunzipSync(readFileSync(row.path)));
    const target = pipeline();
    for (let at = 0; at < bytes.length; at++) {
      for (const mask of exhaustive ? [0xff, 1, 0x80] : [0xff]) {
        bytes[at] ^= mask;
        play(bytes, target);
        bytes[at] ^= mask;
      }
    }
    target.finish();
  });
});
