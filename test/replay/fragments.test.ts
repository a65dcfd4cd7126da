import { expect, it } from 'vitest';
import { LinkType } from '../../src/net/link-type.ts';
import { pcap } from '../capture/build.ts';
import { Scratch } from '../cli/scratch.ts';
import { ipv4Fragments, pattern, udp } from '../frame/build.ts';
import { type CoreRequest, replayed, speakersOf } from './cores.ts';
import { fragmentTraffic } from './fragment-traffic.ts';

const scratch = new Scratch();
const seeds = Array.from({ length: process.env.TIERWALL_EXHAUSTIVE === '1' ? 60 : 12 }, (_, i) => i + 1);

/** Clocks are set back and jump ahead, so datagrams expire at packets of every kind. */
it.each(seeds)('all cores agree on fragments among other packets, seed %i', async (seed) => {
  const read = [scratch.file(`${seed}.pcap`, fragmentTraffic(seed, 4000))];
  const inventory = await speakersOf(read);
  const requests: readonly CoreRequest[] = [
    { read, inventory, told: 'nothing', nameless: true },
    { read, inventory, told: 'nothing', nameless: true, maxFlows: 4 },
    { read, inventory, told: 'flows', nameless: true, maxFlows: 4 },
    { read, inventory, told: 'flows', nameless: true },
    { read, inventory, maxFlows: 4 },
    { read, inventory, told: 'nothing', changeAt: [50, 300], liveConnections: 'recheck' },
    { read, inventory, byNames: true, changeAt: [120], maxFlows: 16 },
    // One lane of which nobody is told, in more than a batch.
    { read: [...read, ...read], inventory, told: 'nothing', alone: true },
    { read, inventory, told: 'nothing', alone: true, before: 2 ** 32 - 1000 },
    { read, inventory, told: 'nothing', alone: true, before: 3 * 2 ** 32 },
    { read: [...read, ...read], inventory, told: 'nothing', alone: true, maxFlows: 4, dropAfter: 1 },
  ];
  for (const request of requests) await agree(request);
});

/** A datagram at once, then half of one by a clock that stands 40 seconds before, and the other half 35 seconds behind that. */
it('a clock that goes back behind a datagram makes nobody wait longer', async () => {
  const [whole, late] = [1, 2].map((id) =>
    ipv4Fragments({ id }, udp({ destinationPort: 80 }, pattern(992)), 504),
  );
  const times = [100, 100, 60, 95];
  const records = [...whole, ...late].map((data, i) => ({ data, seconds: times[i] }));
  const read = [scratch.file('back.pcap', pcap({ link: LinkType.raw }, records))];
  const inventory = await speakersOf(read);
  const { verdicts } = await agree({ read, inventory });
  expect(verdicts.filter((text) => text.includes('fragment'))).toEqual([]);
  await agree({ read, inventory, told: 'nothing', nameless: true });
});

/** What the reference says, both other cores say too. */
async function agree(request: CoreRequest) {
  const expected = await replayed('reference', request);
  for (const core of ['compiled', 'portable'] as const) {
    expect(await replayed(core, request), core).toEqual(expected);
  }
  return expected;
}
