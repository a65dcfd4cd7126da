import { kubernetes } from '../../src/dialects/kubernetes/index.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { Lane } from '../../src/replay/lane.ts';
import { Pipeline } from '../../src/replay/pipeline.ts';

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
export function guarded(): { readonly pipeline: Pipeline; readonly lane: Lane } {
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
  const pipeline = new Pipeline({ inventory: everywhere, lanes: [lane], decap: true, maxFlows: 4096 });
  return { pipeline, lane };
}
