import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { benchPods } from '../../bench/cluster.ts';
import { writeTraffic } from '../../bench/traffic.ts';
import { tableLayout } from '../../src/conntrack/table-memory.ts';
import { createJudge } from '../../src/engine/create.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import { tableMemo } from '../../src/kernels/flow-layout.ts';
import { canOptimiseEarly } from '../../src/kernels/load.ts';
import { memoBytes } from '../../src/kernels/memo.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { ArenaPlan, firstAddress } from '../../src/replay/compiled/arena.ts';
import { EarlyMemory, type TakenMemory } from '../../src/replay/compiled/early-memory.ts';
import { type EarlyAddresses, planEarly } from '../../src/replay/compiled/early-plan.ts';
import { rehearsalTraffic } from '../../src/replay/compiled/rehearsal-traffic.ts';
import { rehearsalWorld } from '../../src/replay/compiled/rehearsal-world.ts';
import { Preparation } from '../../src/replay/replay.ts';
import { pcap } from '../capture/build.ts';
import { replayed, speakersOf } from './cores.ts';
import { replay } from './replay.ts';

const flags = vi.hoisted(() => [] as string[]);

vi.mock('node:v8', async (importOriginal) => ({
  ...(await importOriginal<typeof import('node:v8')>()),
  setFlagsFromString: (flag: string) => flags.push(flag),
}));

const folder = mkdtempSync(join(tmpdir(), 'tierwall-rehearsal-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => flags.splice(0));

const maxFlows = 1024;
const { bytes: tableBytes } = tableLayout(maxFlows);
const tableEnd = firstAddress + tableBytes;
/** Before what is rehearsed. */
const room = planned().end + 128 * 2 ** 20;
/** As much as a rehearsal pays for. */
const much = 2 ** 30;

function planned(): EarlyAddresses {
  return planEarly(new ArenaPlan(), maxFlows, 0);
}

function rehearsed(): EarlyMemory {
  const early = EarlyMemory.make(maxFlows, 0, 0) as EarlyMemory;
  early.rehearse();
  return early;
}

function taken(early: EarlyMemory, end: number): TakenMemory {
  return early.take(planned(), maxFlows, end) as TakenMemory;
}

function isZero({ buffer }: WebAssembly.Memory, end: number): boolean {
  return new Float64Array(buffer, 0, Math.floor(end / 8)).every((word) => Object.is(word, 0));
}

describe('what is rehearsed', () => {
  it('is a cluster and policies without a fault', () => {
    const cluster = parseManifests(rehearsalWorld.cluster, 'cluster');
    const policies = parseManifests(rehearsalWorld.policies, 'policies');
    const { inventory, diagnostics } = inventoryFromManifests(cluster.manifests);
    const judge = createJudge({ manifests: policies.manifests, inventory });
    expect([...cluster.diagnostics, ...policies.diagnostics, ...diagnostics, ...judge.diagnostics]).toEqual(
      [],
    );
    expect(judge.policies).toBe(2);
  });

  it('is sound traffic, in which flows of every protocol are allowed and denied', async () => {
    const capture = join(folder, 'traffic.pcap');
    writeFileSync(capture, Buffer.concat([pcap({}, []), rehearsalTraffic(3)]));
    const cluster = join(folder, 'cluster.json');
    const policies = join(folder, 'policies.json');
    writeFileSync(cluster, rehearsalWorld.cluster);
    writeFileSync(policies, rehearsalWorld.policies);
    const request = { read: [capture], cluster: [cluster], policy: [policies], maxFlows: 64 };
    const { flows, tally, captures } = await replay(request);
    expect(captures).toMatchObject([{ fault: null, truncated: 0 }]);
    expect(tally.malformed.total).toBe(0);
    const seen = new Set(
      flows.map(
        ({ protocol, source, outcomes: [{ verdict }] }) => `${protocol} v${source.family} ${verdict}`,
      ),
    );
    expect([...seen].sort()).toEqual(
      [
        ...['1 v4', '58 v6', '6 v4', '6 v6', '17 v4', '17 v6'].flatMap((kind) => [
          `${kind} allow`,
          `${kind} deny`,
        ]),
        ...['132 v4 allow', '132 v6 allow'],
      ].sort(),
    );
  });
});

describe('a rehearsal', () => {
  it('leaves nothing before its place, where others go on', () => {
    const { memory, kernels } = taken(rehearsed(), room);
    expect(kernels).toBeDefined();
    expect(memory.buffer.byteLength).toBeGreaterThan(room);
    expect(isZero(memory, room)).toBe(true);
    expect(isZero(memory, memory.buffer.byteLength)).toBe(false);
  });

  it('tells its memo of flows, as replays do', () => {
    const { memory } = taken(rehearsed(), room);
    const memo = new Uint32Array(memory.buffer, room + tableMemo, 1)[0];
    expect(memo).toBeGreaterThan(room);
    expect(new Uint8Array(memory.buffer, memo, memoBytes).some((byte) => byte !== 0)).toBe(true);
  });

  it('leaves nothing at all to whoever needs more than was left free', () => {
    const { memory, kernels } = taken(rehearsed(), room + 1);
    expect(kernels).toBeUndefined();
    expect(isZero(memory, memory.buffer.byteLength)).toBe(true);
  });

  it('leaves V8 with the flags that it had', () => {
    rehearsed();
    const names = flags.map((flag) => flag.split('=')[0]);
    expect(names).toEqual([...names.slice(0, 2), ...names.slice(0, 2)]);
    expect(flags.slice(2)).toEqual(['--interrupt-budget=67584', '--bytecode-size-allowance-per-tick=150']);
  });

  it('is left out where there is not the memory for it', () => {
    const early = EarlyMemory.make(maxFlows, 0, 0) as EarlyMemory;
    vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementationOnce(() => {
      throw new RangeError('could not grow');
    });
    early.rehearse();
    expect(taken(early, tableEnd).kernels).toBeUndefined();
  });

  it('changes nothing that a replay says', { timeout: 30_000 }, async () => {
    const capture = join(folder, 'ordinary.pcap');
    writeTraffic(capture, { packets: 3000, packetsPerFlow: 9, alive: 100, pods: benchPods(30), seed: 5 });
    const read = [capture];
    const request = { read, inventory: await speakersOf(read), maxFlows };
    for (const told of ['flows and packets', 'nothing'] as const) {
      const expected = await replayed('reference', { ...request, told });
      const preparation = Preparation.start('portable', { workers: 1, maxFlows, bytes: 1 }) as Preparation;
      const readPcap = countingReader(preparation.early as EarlyMemory);
      expect(await replayed('portable', { ...request, told, preparation })).toEqual(expected);
      expect(readPcap).toHaveBeenCalled();
    }
  });
});

/** Has kernels rehearse, and gives the one that reads, as whoever takes them will call it. */
function countingReader(early: EarlyMemory) {
  early.rehearse();
  const take = early.take.bind(early);
  const readPcap = vi.fn();
  vi.spyOn(early, 'take').mockImplementation((...asked) => {
    const { memory, kernels } = take(...asked) as TakenMemory;
    if (kernels === undefined) throw new Error('no kernels have rehearsed');
    return { memory, kernels: { ...kernels, readPcap: readPcap.mockImplementation(kernels.readPcap) } };
  });
  return readPcap;
}

describe('a preparation', () => {
  it.each([
    ['portable', much, canOptimiseEarly()],
    ['portable', 2 ** 20, false],
    ['portable', undefined, false],
    ['compiled', much, false],
  ] as const)('for the %s core and %s bytes rehearses: %s', (core, bytes, rehearses) => {
    const { early } = Preparation.start(core, { workers: 1, maxFlows, bytes }) as Preparation;
    expect(taken(early as EarlyMemory, tableEnd).kernels !== undefined).toBe(rehearses);
  });
});
