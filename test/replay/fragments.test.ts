import { expect, it } from 'vitest';
import { Scratch } from '../cli/scratch.ts';
import { type CoreRequest, replayed, speakersOf } from './cores.ts';
import { fragmentTraffic } from './fragment-traffic.ts';

const scratch = new Scratch();
const seeds = Array.from({ length: process.env.TIERWALL_EXHAUSTIVE === '1' ? 200 : 12 }, (_, i) => i + 1);

/** Clocks are set back and jump ahead, so datagrams expire at packets of every kind. */
it.each(seeds)('all cores agree on fragments among other packets, seed %i', async (seed) => {
  const read = [scratch.file(`${seed}.pcap`, fragmentTraffic(seed, 4000))];
  const inventory = await speakersOf(read);
  const requests: readonly CoreRequest[] = [
    { read, inventory, silent: true, nameless: true },
    { read, inventory, silent: true, nameless: true, maxFlows: 4 },
    { read, inventory, maxFlows: 4 },
    { read, inventory, silent: true, changeAt: [50, 300], liveConnections: 'recheck' },
    { read, inventory, byNames: true, changeAt: [120], maxFlows: 16 },
  ];
  for (const request of requests) {
    const expected = await replayed('reference', request);
    for (const core of ['compiled', 'portable'] as const) {
      expect(await replayed(core, request), core).toEqual(expected);
    }
  }
});
