import type { CapturedPacket } from '../../src/capture/packet.ts';
import { readCapture } from '../../src/capture/read.ts';
import type { EngineCore } from '../../src/engine/core.ts';
import { createJudge } from '../../src/engine/create.ts';
import { createFrame } from '../../src/frame/create.ts';
import { parseFrame } from '../../src/frame/parse.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { formatAddress, ipv4, ipv6 } from '../../src/net/address.ts';
import type { Decider } from '../../src/reference/evaluate.ts';
import type { EndingFlow } from '../../src/replay/flow.ts';
import { FlowGroups } from '../../src/replay/groups.ts';
import type { Decided, Judged } from '../../src/replay/judged.ts';
import { Lane, type LaneOptions } from '../../src/replay/lane.ts';
import type { PipelineOptions } from '../../src/replay/pipeline.ts';
import { createReplay, type Preparation } from '../../src/replay/replay.ts';
import { ListedTotals, sumsOf } from './totals.ts';

/** Whoever speaks in a capture: four in five addresses are pods of one of two namespaces, on two nodes. */
export async function speakersOf(files: readonly string[]): Promise<Inventory> {
  const list = await speakersJson(files);
  return inventoryFromManifests(parseManifests(list, 'cluster.json').manifests).inventory;
}

/** The same as a List. */
export async function speakersJson(files: readonly string[]): Promise<string> {
  const frame = createFrame();
  const addresses = new Set<string>();
  for (const file of files) {
    await readCapture(file, (packet) => {
      parseFrame(frame, packet.data, packet.originalLength, packet.linkType, { decap: true });
      if (frame.family === 0) return true;
      const { source0, source1, source2, source3, destination0, destination1, destination2, destination3 } =
        frame;
      const v4 = frame.family === 4;
      addresses.add(formatAddress(v4 ? ipv4(source3) : ipv6(source0, source1, source2, source3)));
      addresses.add(
        formatAddress(v4 ? ipv4(destination3) : ipv6(destination0, destination1, destination2, destination3)),
      );
      return addresses.size < 5000;
    });
  }
  const pods = [...addresses].sort().flatMap((ip, i) => (i % 5 === 4 ? [] : [podObject(ip, i)]));
  const nodes = ['n1', 'n2'].map((name) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } }));
  const namespaces = ['a', 'b'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { team: name } },
  }));
  const [front] = [...addresses].sort().filter((_, i) => i % 5 === 4);
  const items = [...namespaces, ...nodes, ...pods, ...(front === undefined ? [] : [serviceObject(front)])];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

function podObject(ip: string, i: number): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: i % 2 === 0 ? 'a' : 'b',
      name: `p${i}`,
      labels: { app: ['web', 'db', 'x'][i % 3] },
    },
    spec: {
      nodeName: `n${(i % 2) + 1}`,
      hostNetwork: i % 11 === 10,
      containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 80 }] }],
    },
    status: { phase: 'Running', podIPs: [{ ip }] },
  };
}

function serviceObject(clusterIP: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'a', name: 's' },
    spec: { clusterIP, selector: { app: 'web' }, ports: [{ port: 80, targetPort: 80 }] },
  };
}

/** Some of what they say is denied by these. */
export const policies = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: guard, namespace: a}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress:
  - {from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: http}, {protocol: UDP, port: 1, endPort: 2000}]}
  - {from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/9]}}], ports: [{port: 1, endPort: 1023}]}
  - {from: [{ipBlock: {cidr: '::/0'}}]}
  egress: [{to: [{namespaceSelector: {}}]}, {to: [{ipBlock: {cidr: 128.0.0.0/1}}], ports: [{port: 443}]}]
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: first}
spec:
  tier: Admin
  priority: 5
  subject: {namespaces: {}}
  ingress:
  - {action: Deny, from: [{namespaces: {matchLabels: {team: b}}}], protocols: [{tcp: {destinationPort: {number: 23}}}]}
  - {action: Pass, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}}]}
`;
const namePolicy = `
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: names}
spec:
  tier: Admin
  priority: 1
  subject: {namespaces: {}}
  egress: [{action: Accept, to: [{domainNames: ['*.com', '*.org', '*.net']}]}]
`;

export interface CoreRequest
  extends Partial<Pick<PipelineOptions, 'decap' | 'midstream' | 'maxFlows' | 'seed'>> {
  readonly read: readonly string[];
  readonly inventory: Inventory;
  readonly engine?: string;
  readonly byNames?: boolean;
  /** No rule of any lane goes by names. */
  readonly nameless?: boolean;
  /** One lane. */
  readonly alone?: boolean;
  /** As many packets as if they had come before. */
  readonly before?: number;
  /** Packets before which everything is forbidden, and later all allowed again. */
  readonly changeAt?: readonly number[];
  readonly liveConnections?: LaneOptions['liveConnections'];
  readonly dropAfter?: number;
  /** What somebody is told of beside the sums; flows have their DNS names only beside packets. */
  readonly told?: 'flows and packets' | 'flows' | 'nothing';
  readonly preparation?: Preparation;
  /** Called after each read. */
  readonly onProgress?: () => void;
}

/** Outcomes by what they say: cores may number them otherwise. */
function outcomeText({ verdict, reason, judgement }: Decided): string {
  const sides = [judgement?.egress, judgement?.ingress].map((side) =>
    side === undefined ? '-' : `${side.verdict} ${side.dependsOnRequest} ${deciderText(side.decider)}`,
  );
  return `${verdict} ${reason} ${judgement?.decidedAt} (${sides.join(') (')})`;
}

function deciderText(decider: Decider): string {
  if (decider.by === 'default') return 'default';
  if (decider.by === 'ending') return `isolated by ${decider.isolatedBy.map(({ ref }) => ref.name)}`;
  const { policy, direction, index } = decider.rule;
  return `${policy.ref.name} ${direction} ${index}`;
}

/** All that a replay says, with one of the cores, as texts and numbers. */
export async function replayed(core: EngineCore, request: CoreRequest) {
  const { inventory, engine = 'kubernetes', told = 'flows and packets' } = request;
  const judgeOf = (text: string) =>
    createJudge({ engine, manifests: parseManifests(text, 'p.yaml').manifests, inventory, core }).judge;
  const judge = judgeOf(policies + (request.byNames ? namePolicy : ''));
  const changes = (request.changeAt ?? []).map((index, i) => ({
    point: { at: 'packet' as const, index },
    judge: i % 2 === 0 ? judgeOf('') : judge,
  }));
  const { liveConnections, dropAfter } = request;
  const totals = [new ListedTotals(outcomeText), new ListedTotals(outcomeText)];
  const common = { inventory, dropAfter };
  const other = () => judgeOf(request.nameless ? '' : namePolicy);
  const lanes = [
    new Lane({ ...common, judge, changes, liveConnections, totals: totals[0] }),
    ...(request.alone ? [] : [new Lane({ ...common, judge: other(), totals: totals[1] })]),
  ];
  const flows: string[] = [];
  const groups = new FlowGroups(inventory);
  const verdicts: string[] = [];
  const replay = createReplay(
    {
      ...request,
      lanes,
      flowsHaveNames: told !== 'flows',
      ...(told !== 'nothing' && {
        onFlow: (ending: EndingFlow) => {
          groups.add(ending);
          const { outcomes, ...flow } = ending.keep();
          const names = told !== 'flows' && lanes.map((lane) => lane.names.ofAddress(flow.destination));
          flows.push(JSON.stringify({ ...flow, names, outcomes: outcomes.map(outcomeText) }));
        },
      }),
      ...(told === 'flows and packets' && {
        onVerdict: ({ data, seconds, nanoseconds }: CapturedPacket, outcomes: readonly Judged[]) =>
          verdicts.push(`${data.length} ${seconds} ${nanoseconds} ${outcomes.map(outcomeText)}`),
      }),
    },
    core,
    request.preparation,
  );
  replay.pipeline.tally.packets = request.before ?? 0;
  const captures = await replay.play(request.read, { onProgress: request.onProgress });
  return {
    captures,
    tally: replay.pipeline.tally,
    guessedOpeners: replay.pipeline.guessedOpeners,
    flows,
    rows: groups.sorted().map(({ first, outcomes, ...row }) => [row, ...outcomes.map(outcomeText)]),
    verdicts,
    lanes: lanes.map((lane, index) => ({
      checksum: lane.checksum.toString(),
      ...sumsOf(lane.sumUp()),
      outcomes: totals[index].outcomes,
    })),
  };
}
