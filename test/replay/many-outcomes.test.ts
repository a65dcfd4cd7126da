/** More outcomes than the hash of answers has cells at first, so that it grows, is emptied by other policies, and grows again. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { engineCores } from '../../src/engine/core.ts';
import { createJudge } from '../../src/engine/create.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import { fewestAnswers } from '../../src/kernels/lane-layout.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { JudgedTable } from '../../src/replay/judged.ts';
import { Lane, type LiveConnections } from '../../src/replay/lane.ts';
import { createReplay } from '../../src/replay/replay.ts';
import { pcap } from '../capture/build.ts';
import { Scratch } from '../cli/scratch.ts';
import { ipv4, udp } from '../frame/build.ts';
import { createRandom } from '../kernels/random.ts';
import { ListedTotals, sumsOf } from './totals.ts';

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
  const again = [...pairs, ...pairs].map(({ ends }) => ({
    ends: random(2) === 0 ? ends : ends.toReversed(),
    sourcePort: 5000 + random(2),
  }));
  const records = [...first, ...again].map(({ ends: [source, destination], sourcePort }, n) => ({
    data: ipv4(
      { source: addressOf(source), destination: addressOf(destination) },
      udp({ sourcePort, destinationPort: 5000 }),
    ),
    // In the silence all connections expire.
    seconds: 1 + Math.floor(n / 1000) + (n < pairs.length ? 0 : 1000),
  }));
  return pcap({ link: LinkType.raw }, records);
}

const read = [scratch.file('pairs.pcap', allPairs(1))];

async function replayed(
  core: 'reference' | 'compiled' | 'portable',
  live: LiveConnections,
  changeAt: readonly number[],
  { dropAfter, maxFlows, alone }: { dropAfter?: number; maxFlows?: number; alone?: boolean } = {},
) {
  const judgeOf = (open: number) =>
    createJudge({ engine: 'kubernetes', manifests: listOf(policies(open)), inventory, core }).judge;
  const judges = [judgeOf(0), judgeOf(30)];
  const changes = changeAt.map((index, n) => ({
    point: { at: 'packet', index } as const,
    judge: judges[(n + 1) % 2],
  }));
  const totals = judges.map(() => new ListedTotals());
  const lanes = (alone ? judges.slice(0, 1) : judges).map(
    (judge, i) =>
      new Lane({ judge, inventory, changes, liveConnections: live, dropAfter, totals: totals[i] }),
  );
  await createReplay({ inventory, lanes, maxFlows }, core).play(read);
  return lanes.map((lane, i) => ({
    checksum: lane.checksum.toString(),
    ...sumsOf(lane.sumUp()),
    outcomes: totals[i].outcomes,
  }));
}

const pairs = pods * pods;
const lives: readonly [LiveConnections, readonly number[]][] = [
  ['keep', []],
  ['keep', [pairs, pairs * 1.75]],
  ['recheck', [pairs * 0.5, pairs * 1.5]],
];

it.each(lives)('all cores agree: %s, policies change at %j', { timeout: 60_000 }, async (live, changeAt) => {
  const expected = await replayed('reference', live, changeAt);
  for (const { outcomes } of expected) expect(outcomes.length).toBeGreaterThan(fewestAnswers / 2);
  for (const core of ['compiled', 'portable'] as const)
    expect(await replayed(core, live, changeAt), core).toEqual(expected);
});

describe('outcomes that no flow has any more', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    [50, ...lives[0]],
    [1000, ...lives[1]],
    [300, ...lives[2]],
    [100_000, 'keep', [pairs * 0.5, pairs * 1.75]],
  ] as [number, ...(typeof lives)[number]][])(
    'are dropped without a trace: %i flows, %s, policies change at %j',
    async (maxFlows, ...how) => {
      const expected = await replayed('reference', ...how, { maxFlows });
      for (const core of engineCores)
        expect(await replayed(core, ...how, { maxFlows, dropAfter: 400 }), core).toEqual(expected);
    },
  );

  it.each(engineCores)('are not looked for where no new ones come: %s', async (core) => {
    const dropped = vi.spyOn(JudgedTable.prototype, 'dropOthers');
    const lanes = await replayed(core, 'keep', [], { dropAfter: 3000 });
    expect(dropped.mock.calls.length).toBeLessThanOrEqual(lanes.length * Math.floor(pairs / 3000));
  });

  /** Compiled cores drop between batches, of as many packets as a read of the file has: 5957 here. */
  it.each([
    ['reference', 300, false],
    ['compiled', 4396, false],
    ['portable', 4396, false],
    // Kernels do whole batches by themselves.
    ['compiled', 4396, true],
    ['portable', 4396, true],
  ] as const)('do not pile up: %s, %i at the most, one lane: %s', async (core, most, alone) => {
    const sizes: number[] = [];
    const asked = vi.spyOn(JudgedTable.prototype, 'ofJudgement');
    const { dropOthers } = JudgedTable.prototype;
    vi.spyOn(JudgedTable.prototype, 'dropOthers').mockImplementation(function (this: JudgedTable, ids) {
      sizes.push(this.size);
      dropOthers.call(this, ids);
      sizes.push(this.size);
    });
    const maxFlows = 200;
    await replayed(core, 'keep', [], { maxFlows, dropAfter: 100, alone });
    expect(sizes.length).toBeGreaterThan(alone ? 2 : 4);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(most);
    const ids = asked.mock.results.map(({ value }) => value.id);
    expect(ids.reduce((one, other) => Math.max(one, other), 0)).toBeLessThan(most);
  });
});
