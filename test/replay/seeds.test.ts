/** The key of the hashes of flows and fragments is drawn at random, so nothing that a replay says may depend on it. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { benchPods } from '../../bench/cluster.ts';
import { writeFlood } from '../../bench/flood-traffic.ts';
import { writeTraffic } from '../../bench/traffic.ts';
import { type HashSeed, processSeed } from '../../src/net/hash-seed.ts';
import { type CoreRequest, replayed, speakersOf } from './cores.ts';
import { fragmentTraffic } from './fragment-traffic.ts';

const first: HashSeed = [0, 0];
const drawn = processSeed();
const capacities = [1, 2, 8, 16, 64, 1024];
const folder = mkdtempSync(join(tmpdir(), 'tierwall-seeds-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pods = benchPods(30);
const ordinary = join(folder, 'ordinary.pcap');
writeTraffic(ordinary, { packets: 3000, packetsPerFlow: 9, alive: 100, pods, seed: 3 });
const flood = join(folder, 'flood.pcap');
writeFlood(flood, { packets: 4000, pods, seed: 4 });
const bundled = fileURLToPath(new URL('../../pcaps', import.meta.url));
const scenarios = readdirSync(bundled, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .sort()
  .map((name) => join(bundled, name));

/** What the reference says with one key, all cores say with another. */
async function agree(request: CoreRequest): Promise<void> {
  const expected = await replayed('reference', { ...request, seed: first });
  for (const core of ['reference', 'compiled', 'portable'] as const) {
    expect(await replayed(core, { ...request, seed: drawn }), `${core}, ${drawn}`).toEqual(expected);
  }
}

describe('all cores say the same with any key of the hash', { timeout: 60_000 }, () => {
  it('of the bundled captures', async () => {
    const request = { read: scenarios, inventory: await speakersOf(scenarios) };
    await agree({ ...request, decap: true, byNames: true, midstream: 'pickup' });
    await agree({ ...request, told: 'nothing' });
  });

  it('of fragments among other packets', async () => {
    const path = join(folder, 'fragments.pcap');
    writeFileSync(path, fragmentTraffic(1, 4000));
    const request = { read: [path], inventory: await speakersOf([path]), maxFlows: 16 };
    await agree({ ...request, told: 'nothing', nameless: true });
    await agree({ ...request, told: 'nothing', alone: true });
    await agree(request);
  });

  it.each(capacities)(
    'of a table for %d flows that a flood fills behind ordinary traffic',
    async (maxFlows) => {
      const request = { read: [ordinary, flood], inventory: await speakersOf([ordinary]), maxFlows };
      await agree({ ...request, told: 'nothing' });
      await agree({ ...request, told: 'nothing', alone: true });
      await agree({ ...request, midstream: 'pickup', changeAt: [2000], liveConnections: 'recheck' });
    },
  );
});
