/** Batches that kernels take at once, one file each: one lane of which nobody is told. The first of all goes another way. */
import { expect, it } from 'vitest';
import { LinkType } from '../../src/net/link-type.ts';
import { pcap } from '../capture/build.ts';
import { Scratch } from '../cli/scratch.ts';
import { ipv4, ipv4Fragments, pattern, udp } from '../frame/build.ts';
import { replayed, speakersOf } from './cores.ts';

const scratch = new Scratch();

type Timed = readonly [seconds: number, data: Uint8Array];

function datagram(from: number, to = 2): Uint8Array {
  return ipv4(
    { source: `10.0.0.${from}`, destination: `10.0.0.${to}` },
    udp({ sourcePort: 9, destinationPort: 53 }),
  );
}

/** A datagram in two parts. */
const [first, second] = ipv4Fragments({ id: 7 }, udp({ destinationPort: 80 }, pattern(992)), 504);

it.each<[string, readonly (readonly Timed[])[]]>([
  [
    'the last packet of a batch is the first of its kind',
    [
      [[1, datagram(1)]],
      [
        [2, datagram(1)],
        [3, datagram(3)],
      ],
      [[4, datagram(4)]],
      [[5, datagram(1, 5)]],
    ],
  ],
  [
    'the first packet of a batch is, and others follow',
    [
      [[1, datagram(1)]],
      [
        [2, datagram(3)],
        [3, datagram(1)],
        [4, datagram(4)],
        [5, datagram(1)],
      ],
    ],
  ],
  [
    'half a datagram has waited for too long by a packet of the next batch, when the clock goes back',
    [
      [[100, datagram(1)]],
      [
        [100, datagram(1)],
        [100, first],
      ],
      [[200, datagram(1)]],
      [[101, second]],
    ],
  ],
  [
    'it has by a packet of the same batch',
    [
      [[100, datagram(1)]],
      [
        [100, first],
        [200, datagram(1)],
        [101, second],
        [102, datagram(1)],
      ],
    ],
  ],
  [
    'a datagram in two parts comes amid a batch, at its end, and in two batches',
    [
      [[100, datagram(1)]],
      [
        [100, datagram(1)],
        [101, first],
        [101, second],
        [102, datagram(1)],
      ],
      [
        [103, datagram(3)],
        [103, first],
        [103, second],
      ],
      [
        [104, datagram(3)],
        [104, first],
      ],
      [
        [105, second],
        [105, datagram(4)],
      ],
      [[106, datagram(4)]],
    ],
  ],
  ['a batch has nothing but what is no packet of IP', [[[1, datagram(1)]], [[2, new Uint8Array(20)]], []]],
])('all cores agree where %s', async (what, batches) => {
  const read = batches.map((records, index) =>
    scratch.file(
      `${what.slice(0, 20)}-${index}.pcap`,
      pcap(
        { link: LinkType.raw },
        records.map(([seconds, data]) => ({ seconds, data })),
      ),
    ),
  );
  const inventory = await speakersOf(read);
  const request = { read, inventory, told: 'nothing', alone: true } as const;
  const expected = await replayed('reference', request);
  for (const core of ['compiled', 'portable'] as const) {
    expect(await replayed(core, request), core).toEqual(expected);
  }
});
