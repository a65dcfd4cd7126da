import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCaptureParser } from '../../src/capture/parser.ts';
import { pcap, pcapngBlocks, readChunked, text } from './build.ts';

const blocks = pcapngBlocks();
const words = ['', 'a', 'some words', 'x'.repeat(100)].map(text);
const samples: readonly (readonly [string, Buffer])[] = [
  [
    'pcap',
    pcap(
      {},
      words.map((data) => ({ data, seconds: 5 })),
    ),
  ],
  [
    'patched pcap',
    pcap(
      {},
      words.slice(1).map((data) => ({ data, seconds: 9, extra: Buffer.alloc(8, 1) })),
    ),
  ],
  [
    'pcapng',
    Buffer.concat([
      blocks.section(),
      blocks.interface(),
      ...words.map((data) => blocks.packet(data, {}, [{ code: 1, value: data }])),
      blocks.block(99, text('skipped')),
    ]),
  ],
  ['a cut capture', pcap({}, [{ data: text('12345'), captured: 9 }])],
  ['a broken capture', Buffer.concat([blocks.section(), blocks.packet(text('lost'))])],
  ['text', text('no capture at all, but a text that is longer than what is looked at of it')],
];

describe.each(samples)('the pieces in which %s comes', (_name, bytes) => {
  const whole = readChunked(bytes);

  it('do not matter if all are of one length', () => {
    for (let length = 1; length <= bytes.length; length++) {
      const { packets, totals } = readChunked(bytes, length);
      expect({ packets, totals }).toEqual({ packets: whole.packets, totals: whole.totals });
    }
  });

  it('do not matter if they differ', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 60 }), { minLength: 1 }), (lengths) => {
        let [packets, at] = [0, 0];
        const parser = createCaptureParser(({ data }) => {
          expect(new Uint8Array(data)).toEqual(whole.packets[packets++].data);
          return undefined;
        });
        for (let turn = 0; at < bytes.length; turn++) {
          // A piece of no bytes is allowed, but not for ever.
          const length = lengths[turn % lengths.length] + (turn >= lengths.length ? 1 : 0);
          parser.push(bytes.subarray(at, at + length));
          at += length;
        }
        expect(parser.end()).toEqual(whole.totals);
      }),
      { verbose: true },
    );
  });
});

it('a stated length takes no memory before its bytes come', () => {
  const fields = Buffer.concat([6, 16 * 1024 * 1024, 0].map(blocks.u32));
  const { totals, heldBytes } = readChunked(Buffer.concat([blocks.section(), fields]), 3);
  expect(totals.fault).toMatchObject({ code: 'cut-short' });
  expect(heldBytes).toBeLessThan(10_000);
});
