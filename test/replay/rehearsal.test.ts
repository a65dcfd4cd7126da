import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { benchPods } from '../../bench/cluster.ts';
import { writeTraffic } from '../../bench/traffic.ts';
import { tableLayout } from '../../src/conntrack/table-memory.ts';
import { createJudge } from '../../src/engine/create.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import { canOptimiseEarly } from '../../src/kernels/load.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { firstAddress } from '../../src/replay/compiled/arena.ts';
import { EarlyMemory } from '../../src/replay/compiled/early-memory.ts';
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
/** As much as a rehearsal pays for. */
const much = 2 ** 30;

function rehearsed(): EarlyMemory {
  const early = EarlyMemory.make(maxFlows, 0) as EarlyMemory;
  early.rehearse();
  return early;
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
    const { memory } = rehearsed().take(firstAddress, maxFlows, tableEnd) ?? {};
    const room = new Uint8Array(memory?.buffer as SharedArrayBuffer, 0, tableEnd + 2 ** 24);
    expect(room.every((byte) => byte === 0)).toBe(true);
    expect(memory?.buffer.byteLength).toBeGreaterThan(2 ** 29);
  });

  it('gives kernels to whoever takes the memory, and no memory to whoever needs more of it', () => {
    const early = rehearsed();
    expect(early.take(firstAddress, maxFlows, tableEnd + 2 ** 29 + 1)).toBeUndefined();
    expect(early.take(firstAddress, maxFlows, tableEnd + 2 ** 29)?.kernels).toBeDefined();
  });

  it('leaves V8 with the flags that it had', () => {
    rehearsed();
    const names = flags.map((flag) => flag.split('=')[0]);
    expect(names).toEqual([...names.slice(0, 2), ...names.slice(0, 2)]);
    expect(flags.slice(2)).toEqual(['--interrupt-budget=67584', '--bytecode-size-allowance-per-tick=150']);
  });

  it('is left out where there is not the memory for it', () => {
    const early = EarlyMemory.make(maxFlows, 0) as EarlyMemory;
    vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementationOnce(() => {
      throw new RangeError('could not grow');
    });
    early.rehearse();
    expect(early.take(firstAddress, maxFlows, tableEnd)).toMatchObject({ kernels: undefined });
  });

  it('changes nothing that a replay says', { timeout: 30_000 }, async () => {
    const capture = join(folder, 'ordinary.pcap');
    writeTraffic(capture, { packets: 3000, packetsPerFlow: 9, alive: 100, pods: benchPods(30), seed: 5 });
    const read = [capture];
    const request = { read, inventory: await speakersOf(read), maxFlows };
    for (const told of ['flows and packets', 'nothing'] as const) {
      const expected = await replayed('reference', { ...request, told });
      const preparation = Preparation.start('portable', { workers: 1, maxFlows, bytes: 1 });
      preparation?.early?.rehearse();
      expect(await replayed('portable', { ...request, told, preparation })).toEqual(expected);
    }
  });
});

describe('a preparation', () => {
  it.each([
    ['portable', much, canOptimiseEarly()],
    ['portable', 2 ** 20, false],
    ['portable', undefined, false],
    ['compiled', much, false],
  ] as const)('for the %s core and %s bytes rehearses: %s', (core, bytes, rehearses) => {
    const { early } = Preparation.start(core, { workers: 1, maxFlows, bytes }) as Preparation;
    const taken = early?.take(firstAddress, maxFlows, tableEnd);
    expect(taken?.kernels !== undefined).toBe(rehearses);
  });
});
