import { describe, expect, it } from 'vitest';
import { Defragmenter } from '../../src/defrag/defragmenter.ts';
import { defaultDefragLimits } from '../../src/defrag/limits.ts';
import { createFrame } from '../../src/frame/create.ts';
import { parseFrame } from '../../src/frame/parse.ts';
import type { HashSeed } from '../../src/net/hash-seed.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { ipv4, ipv4Fragments, pattern, udp, zeros } from '../frame/build.ts';
import { Random } from '../kernels/generator.ts';
import { Feed } from './feed.ts';

const floodLength = process.env.TIERWALL_EXHAUSTIVE === '1' ? 1_000_000 : 60_000;

/** A legitimate datagram of three fragments, one of them every `gap` packets of a flood of first fragments. */
function survivors(sourceOf: (i: number) => number, size: number, gap: number): number {
  const defragmenter = new Defragmenter();
  const frame = createFrame();
  const attack = ipv4({ more: true }, udp({ length: 2000 }, zeros(size - 8)));
  let sent = 0;
  let complete = 0;
  let fragments: Uint8Array[] = [];
  for (let i = 0; i < floodLength; i++) {
    const source = sourceOf(i);
    attack.set([i >> 8, i & 255], 4);
    attack.set([source >> 24, source >> 16, source >> 8, source], 12);
    parseFrame(frame, attack, attack.length, LinkType.raw);
    defragmenter.add(frame, i, i);
    if (i % gap !== 0) continue;
    if (fragments.length === 0) {
      fragments = ipv4Fragments({ source: '192.0.2.1', id: sent & 0xffff }, udp({}, pattern(4000)), 1480);
      sent++;
    }
    const fragment = fragments.shift() as Uint8Array;
    parseFrame(frame, fragment, fragment.length, LinkType.raw);
    if (defragmenter.add(frame, -1, i) === 'complete') complete++;
  }
  return complete / Math.max(1, sent - (fragments.length > 0 ? 1 : 0));
}

describe('a flood of first fragments leaves a fragmented flow of another source alone', () => {
  it.each([
    ['from one source', () => 0x0b000001, 64],
    ['from one source, full size', () => 0x0b000001, 1480],
    ['from a source each', (i: number) => 0x0b000000 + i, 64],
    ['from a source each, full size', (i: number) => 0x0b000000 + i, 1480],
  ])('%s', (_name, sourceOf, size) => {
    expect(survivors(sourceOf, size, 50)).toBeGreaterThanOrEqual(0.99);
  });
});

describe('the bounds', () => {
  const part = (source: string, id: number, data = zeros(8)): Uint8Array =>
    ipv4({ source, id, fragmentOffset: 8, more: true }, data);
  const one = { sourceShare: 1 };

  it('on datagrams take the oldest', () => {
    const feed = new Feed({ limits: { datagrams: 2, ...one } });
    feed.addAll([part('10.0.0.1', 1), part('10.0.0.2', 2), part('10.0.0.3', 3)]);
    expect(feed.released).toEqual(['0 limit']);
  });

  it('on fragments take the oldest', () => {
    const feed = new Feed({ limits: { fragments: 2, ...one } });
    feed.addAll([part('10.0.0.1', 1), part('10.0.0.2', 2), part('10.0.0.3', 3)]);
    expect(feed.released).toEqual(['0 limit']);
  });

  it('on bytes take as many of the oldest as are needed', () => {
    const feed = new Feed({ limits: { bytes: 2048, ...one } });
    feed.addAll([part('10.0.0.1', 1), part('10.0.0.2', 2), part('10.0.0.3', 3, zeros(1600))]);
    expect(feed.released).toEqual(['0 limit', '1 limit']);
  });

  it('take the datagram itself if nothing older is left', () => {
    const feed = new Feed({ limits: { bytes: 1024, ...one } });
    expect(feed.add(part('10.0.0.1', 1, zeros(1600)))).toBe('discarded limit');
    expect(feed.add(part('10.0.0.1', 1))).toBe('discarded limit');
    expect(feed.add(part('10.0.0.1', 2))).toBe('held');
  });

  it('take the oldest of both families', () => {
    const feed = new Feed({ limits: { datagrams: 2, ...one } });
    const six = Uint8Array.from([
      0x60,
      0,
      0,
      0,
      0,
      16,
      44,
      64,
      ...zeros(32),
      17,
      0,
      0,
      9,
      0,
      0,
      0,
      1,
      ...zeros(8),
    ]);
    feed.addAll([six, part('10.0.0.2', 2), part('10.0.0.3', 3)]);
    expect(feed.released).toEqual(['0 limit']);
  });

  it.each([
    ['datagrams', { datagrams: 8 }],
    ['fragments', { fragments: 8 }],
    ['bytes', { bytes: 8 * 512 }],
  ])('on the %s of a source take its own oldest', (_name, limits) => {
    const feed = new Feed({ limits: { ...limits, sourceShare: 1 / 4 } });
    feed.add(part('10.0.0.1', 1));
    feed.addAll([1, 2, 3, 4].map((id) => part('10.0.0.2', id)));
    expect(feed.released).toEqual(['1 limit', '2 limit']);
  });

  it('on a source are for it alone, however many others there are', () => {
    const feed = new Feed();
    const others = Array.from({ length: 3000 }, (_, n) => part(`10.1.${n >> 8}.${n & 255}`, 1));
    feed.addAll(others);
    for (let id = 0; id < 1030; id++) feed.add(part('10.0.0.2', id));
    expect(feed.released).toEqual([0, 1, 2, 3, 4, 5].map((n) => `${3000 + n} limit`));
  });

  it('and all else are the same with any key of the hash', () => {
    const random = new Random(3);
    const parts = Array.from({ length: 6000 }, () => {
      const place = random.below(3);
      const fields = { protocol: 50, fragmentOffset: 8 * place, more: place < 2, id: random.below(2) };
      const data = zeros(random.chance(0.7) ? 8 : 8 + 8 * random.below(90));
      return ipv4({ ...fields, source: `10.0.0.${random.below(30)}` }, data);
    });
    const fates = (seed: HashSeed) => {
      const feed = new Feed({ limits: { datagrams: 16, fragments: 24, bytes: 40 * 512 }, seed });
      return { results: parts.map((one, n) => feed.add(one, n * 1000)), released: feed.released };
    };
    const fate = fates([0, 0]);
    expect(fates([7, 9])).toEqual(fate);
    expect(fate.results).toEqual(expect.arrayContaining(['held', 'complete', 'discarded overlap']));
    expect(fate.released.filter((one) => one.endsWith('limit')).length).toBeGreaterThan(100);
  });

  it('that are reached by the share of a source give up its only datagram', () => {
    const feed = new Feed({ limits: { fragments: 8, sourceShare: 1 / 4 } });
    const parts = [0, 1, 2].map((i) => ipv4({ fragmentOffset: 8 + 8 * i, more: true }, zeros(8)));
    expect(feed.addAll(parts)).toEqual(['held', 'held', 'discarded limit']);
    expect(feed.released).toEqual(['0 limit', '1 limit']);
  });

  it('give everything back: the same load fits again and again', () => {
    const feed = new Feed({ limits: { datagrams: 4, fragments: 8, bytes: 16 * 512, ...one } });
    const fragments = ipv4Fragments({}, udp({}, pattern(4000)), 1480);
    for (let round = 0; round < 100; round++) {
      expect(feed.addAll(fragments).at(-1)).toBe('complete');
      feed.addAll([part('10.0.0.1', 1), part('10.0.0.2', 2)]);
      feed.defragmenter.flush();
    }
    expect(feed.released.filter((line) => line.endsWith('limit'))).toEqual([]);
  });

  it('have the defaults that the documentation states', () => {
    expect(defaultDefragLimits).toEqual({
      datagrams: 4096,
      fragments: 8192,
      fragmentsPerDatagram: 128,
      bytes: 4_194_304,
      sourceShare: 0.25,
    });
  });
});
