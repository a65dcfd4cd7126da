/** More outcomes than the hash of answers has cells at first, so that it grows, is emptied by other policies, and grows again. */
import { expect, it } from 'vitest';
import { createJudge } from '../../src/engine/create.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import { fewestAnswers } from '../../src/kernels/lane-layout.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { Lane, type LiveConnections } from '../../src/replay/lane.ts';
import { createReplay } from '../../src/replay/replay.ts';
import { ruleCounts, ruleReports } from '../../src/replay/rule-counts.ts';
import { pcap } from '../capture/build.ts';
import { Scratch } from '../cli/scratch.ts';
import { ipv4, udp } from '../frame/build.ts';
import { createRandom } from '../kernels/random.ts';

const pods = 80;
const addressOf = (pod: number) => `10.0.0.${pod + 1}`;
const scratch = new Scratch();

function listOf(items: readonly object[]) {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  return parseManifests(text, 'list.json').manifests;
}

const { inventory } = inventoryFromManifests(
  listOf(
    Array.from({ length: pods }, (_, pod) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'a', name: `p${pod}`, labels: { pod: `${pod}` } },
      status: { podIP: addressOf(pod) },
    })),
  ),
);

/** Each pod has a policy of its own, so that no two pairs are denied by the same ones; `open` of them let all in and out. */
function policies(open: number): readonly object[] {
  return Array.from({ length: pods }, (_, pod) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace: 'a', name: `own-${pod}` },
    spec: {
      podSelector: { matchLabels: { pod: `${pod}` } },
      policyTypes: ['Ingress', 'Egress'],
      ...(pod < open && { ingress: [{}], egress: [{}] }),
    },
  }));
}

/** Every pod to every other one, in any order; then more packets of these connections, answers, and new connections of the same pairs. */
function allPairs(seed: number): Uint8Array {
  const random = createRandom(seed);
  const pairs = Array.from({ length: pods * pods }, (_, n) => ({
    ends: [n % pods, Math.floor(n / pods)],
    at: random(2 ** 30),
  })).sort((one, other) => one.at - other.at);
  const first = pairs.map(({ ends }) => ({ ends, sourcePort: 5000 }));
  const again = pairs.map(({ ends }) => ({
    ends: random(2) === 0 ? ends : ends.toReversed(),
    sourcePort: 5000 + random(2),
  }));
  const records = [...first, ...again].map(({ ends: [source, destination], sourcePort }, n) => ({
    data: ipv4(
      { source: addressOf(source), destination: addressOf(destination) },
      udp({ sourcePort, destinationPort: 5000 }),
    ),
    seconds: 1 + Math.floor(n / 1000),
  }));
  return pcap({ link: LinkType.raw }, records);
}

const read = [scratch.file('pairs.pcap', allPairs(1))];

async function replayed(
  core: 'reference' | 'compiled' | 'portable',
  live: LiveConnections,
  changeAt: readonly number[],
) {
  const judgeOf = (open: number) =>
    createJudge({ engine: 'kubernetes', manifests: listOf(policies(open)), inventory, core }).judge;
  const judges = [judgeOf(0), judgeOf(3)];
  const changes = changeAt.map((index, n) => ({
    point: { at: 'packet', index } as const,
    judge: judges[(n + 1) % 2],
  }));
  const lanes = judges.map((judge) => new Lane({ judge, inventory, changes, liveConnections: live }));
  await createReplay({ inventory, lanes }, core).play(read);
  return lanes.map((lane) => ({
    checksum: lane.checksum.toString(),
    rules: ruleReports(ruleCounts(lane)),
    outcomes: lane.outcomes.all
      .map(({ decider, flows, packets, bytes }) => [decider, flows, packets, bytes].join())
      .sort(),
  }));
}

const pairs = pods * pods;
it.each<[LiveConnections, readonly number[]]>([
  ['keep', []],
  ['keep', [pairs, pairs * 1.75]],
  ['recheck', [pairs * 0.5, pairs * 1.5]],
])('all cores agree: %s, policies change at %j', { timeout: 60_000 }, async (live, changeAt) => {
  const expected = await replayed('reference', live, changeAt);
  for (const { outcomes } of expected) expect(outcomes.length).toBeGreaterThan(fewestAnswers / 2);
  for (const core of ['compiled', 'portable'] as const)
    expect(await replayed(core, live, changeAt), core).toEqual(expected);
});
