import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { engineCores } from '../../src/engine/core.ts';
import { captureRows, haveCaptures, skipNote } from '../capture/captures.ts';
import { type CoreRequest, replayed, speakersOf } from './cores.ts';

const bundled = fileURLToPath(new URL('../../pcaps', import.meta.url));
const scenarios = readdirSync(bundled, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .sort()
  .map((name) => join(bundled, name));

/** What the reference says, both other cores say too. */
async function agree(request: CoreRequest): Promise<void> {
  const expected = await replayed('reference', request);
  for (const core of ['compiled', 'portable'] as const) {
    expect(await replayed(core, request), core).toEqual(expected);
  }
}

describe('all cores agree in every packet, flow and sum', () => {
  it.each(scenarios)('%s', async (file) => {
    const read = [file];
    const inventory = await speakersOf(read);
    await agree({ read, inventory, decap: true });
    await agree({ read, inventory, told: 'nothing' });
    await agree({ read, inventory, told: 'nothing', maxFlows: 4 });
    await agree({ read, inventory, told: 'nothing', alone: true });
    await agree({ read, inventory, told: 'nothing', alone: true, maxFlows: 4, midstream: 'pickup' });
    await agree({ read, inventory, told: 'flows', maxFlows: 4 });
    await agree({ read, inventory, byNames: true, midstream: 'pickup' });
    await agree({ read, inventory, engine: 'cilium', changeAt: [3, 7, 20], liveConnections: 'recheck' });
    await agree({ read, inventory, engine: 'calico', changeAt: [5], liveConnections: 'keep', maxFlows: 4 });
  });

  it('as a flow table overflows', async () => {
    const inventory = await speakersOf(scenarios);
    for (const maxFlows of [1, 2, 16]) {
      await agree({ read: scenarios, inventory, told: 'nothing', maxFlows });
      await agree({ read: scenarios, inventory, told: 'nothing', alone: true, maxFlows });
      await agree({ read: scenarios, inventory, told: 'flows', maxFlows });
      await agree({ read: scenarios, inventory, maxFlows });
    }
  });

  it('as outcomes are dropped all the time', async () => {
    const inventory = await speakersOf(scenarios);
    const request: CoreRequest = {
      read: scenarios,
      inventory,
      maxFlows: 16,
      byNames: true,
      changeAt: [5, 40],
    };
    for (const told of ['flows and packets', 'flows', 'nothing'] as const) {
      const expected = await replayed('reference', { ...request, told });
      for (const core of engineCores)
        expect(await replayed(core, { ...request, told, dropAfter: 1 }), core).toEqual(expected);
    }
  });

  it('over captures one after another', async () => {
    await agree({ read: scenarios, inventory: await speakersOf(scenarios), byNames: true });
  });
});

describe.skipIf(!haveCaptures)(`all cores agree on shared captures${skipNote}`, () => {
  it.each(captureRows())('$file', async ({ path }) => {
    const read = [path];
    const inventory = await speakersOf(read);
    await agree({ read, inventory, decap: true, changeAt: [10], liveConnections: 'recheck' });
    await agree({ read, inventory, engine: 'antrea', byNames: true });
    await agree({ read, inventory, told: 'nothing' });
    await agree({ read, inventory, told: 'nothing', alone: true });
  });
});
