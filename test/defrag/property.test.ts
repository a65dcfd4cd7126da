import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDatagram } from '../../src/defrag/datagram.ts';
import { Defragmenter } from '../../src/defrag/defragmenter.ts';
import { createFrame } from '../../src/frame/create.ts';
import { parseFrame } from '../../src/frame/parse.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { concat, fragmentHeader, ipv4, ipv6, pattern, udp, zeros } from '../frame/build.ts';
import { haveCaptures, packetsOf, readTable } from '../frame/captures.ts';
import { Feed, second } from './feed.ts';

/** Small, because each run makes one. */
const small = { datagrams: 8, fragments: 256, bytes: 65536, sourceShare: 1 };

interface Piece {
  readonly offset: number;
  readonly length: number;
  readonly more: boolean;
}

const packetOf = (family: number, { offset, length, more }: Piece, body: Uint8Array): Uint8Array => {
  const data = concat(
    body.subarray(offset, offset + length),
    zeros(Math.max(0, offset + length - body.length)),
  );
  return family === 4
    ? ipv4({ id: 1, fragmentOffset: offset, more }, data)
    : ipv6({ nextHeader: 44 }, fragmentHeader({ id: 1, offset, more }, data));
};

/** Cuts at multiples of eight; the first piece holds a UDP header. */
const cutArbitrary = fc
  .record({
    length: fc.integer({ min: 17, max: 3000 }),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 374 }), { maxLength: 20 }),
  })
  .map(({ length, cuts }) => {
    const edges = [0, ...cuts.map((cut) => cut * 8).filter((edge) => edge < length), length].sort(
      (a, b) => a - b,
    );
    const pieces = edges
      .slice(1)
      .map((end, i) => ({ offset: edges[i], length: end - edges[i], more: end < length }));
    return { body: udp({}, pattern(length - 8)), pieces };
  })
  .filter(({ pieces }) => pieces.length > 1);

describe('any cutting of a datagram', () => {
  it('in any order and with copies gives it back', () => {
    fc.assert(
      fc.property(
        cutArbitrary.chain((cut) =>
          fc.record({
            body: fc.constant(cut.body),
            order: fc.shuffledSubarray([...cut.pieces, ...cut.pieces], { minLength: 2 * cut.pieces.length }),
            count: fc.constant(cut.pieces.length),
          }),
        ),
        fc.constantFrom(4, 6),
        ({ body, order }, family) => {
          const feed = new Feed({ limits: small });
          const seen = new Set<string>();
          const all = new Set(order.map((piece) => `${piece.offset}`));
          for (const [index, piece] of order.entries()) {
            const result = feed.add(packetOf(family, piece, body));
            seen.add(`${piece.offset}`);
            if (seen.size < all.size) {
              expect(result).toBe('held');
              continue;
            }
            expect(result).toBe('complete');
            expect(feed.packets).toEqual(Array.from({ length: index + 1 }, (_, i) => i));
            expect(feed.defragmenter.datagram.bytes.subarray(family === 4 ? 20 : 48)).toEqual(body);
            return;
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** The policy over sets of bytes, without tables or bounds. */
class Model {
  readonly #held: { piece: Piece; index: number }[] = [];
  #dead = false;

  add(piece: Piece, index: number): string {
    if (this.#dead) return 'discarded overlap';
    if (this.#held.some(({ piece: p }) => overlaps(p, piece) && !equal(p, piece))) return this.#kill();
    const pieces = [...this.#held.map(({ piece: p }) => p), piece];
    const ends = new Set(pieces.filter((p) => !p.more).map((p) => p.offset + p.length));
    const farthest = Math.max(...pieces.map((p) => p.offset + p.length));
    if (ends.size > 1 || (ends.size === 1 && !ends.has(farthest))) return this.#kill();
    this.#held.push({ piece, index });
    const covered = new Set(
      pieces.flatMap((p) => Array.from({ length: p.length / 8 }, (_, i) => p.offset + i * 8)),
    );
    return ends.size === 1 && covered.size * 8 === farthest ? 'complete' : 'held';
  }

  #kill(): string {
    this.#dead = true;
    return 'discarded overlap';
  }
}

const overlaps = (a: Piece, b: Piece): boolean =>
  a.offset < b.offset + b.length && b.offset < a.offset + a.length;
const equal = (a: Piece, b: Piece): boolean =>
  a.offset === b.offset && a.length === b.length && a.more === b.more;

describe('any pieces', () => {
  it('are judged as the model judges them', () => {
    const piece = fc.record({
      offset: fc.nat(7).map((n) => n * 8),
      length: fc.integer({ min: 1, max: 4 }).map((n) => n * 8),
      more: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(4, 6),
        (pieces, family) => {
          const feed = new Feed({ limits: small });
          const model = new Model();
          const body = udp({}, pattern(200));
          for (const [index, p] of pieces.entries()) {
            // A piece at the start with the end mark alone is a whole packet.
            if (p.offset === 0 && !p.more) continue;
            const expected = model.add(p, index);
            expect(feed.add(packetOf(family, p, body))).toBe(expected);
            if (expected === 'complete') return;
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe('every packet', () => {
  const piece = fc.record({
    source: fc.nat(2),
    id: fc.nat(3),
    offset: fc.nat(6).map((n) => n * 8),
    length: fc.integer({ min: 1, max: 90 }).map((n) => n * 8),
    more: fc.boolean(),
    now: fc.nat(90).map((n) => n * second),
  });

  it('gets one verdict, and no more than the bounds allow wait for theirs', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const limits = {
          datagrams: 4,
          fragments: 10,
          fragmentsPerDatagram: 5,
          bytes: 4096,
          sourceShare: 1 / 2,
        };
        const feed = new Feed({ limits });
        const verdicts: number[] = [];
        const packets = pieces.filter((p) => p.offset > 0 || p.more);
        for (const [index, p] of packets.entries()) {
          const data = concat(udp({ length: 800 }), zeros(p.length - 8));
          const { id, offset, more } = p;
          const result = feed.add(
            ipv4({ source: `10.0.0.${p.source}`, id, fragmentOffset: offset, more }, data),
            p.now,
          );
          if (result.startsWith('discarded')) verdicts.push(index);
          if (result === 'complete') verdicts.push(...feed.packets);
          expect(index + 1 - verdicts.length - feed.released.length).toBeLessThanOrEqual(limits.fragments);
        }
        feed.defragmenter.flush();
        const released = feed.released.map((line) => Number.parseInt(line, 10));
        const all = [...verdicts, ...released].sort((a, b) => a - b);
        expect(all).toEqual(packets.map((_, index) => index));
      }),
      { numRuns: 500 },
    );
  });
});

describe.skipIf(!haveCaptures)('captured fragments (skipped where the shared captures are missing)', () => {
  /** The dissector's count of transport packets in the file, less those that came whole. */
  it.each([
    ['frag/PcapPlusPlus-ip4_fragments.pcap.gz', 9 - 3],
    ['frag/PcapPlusPlus-ip6_fragments.pcap.gz', 4],
    ['ip6/zeek-ipv6-fragmented-dns.pcap.gz', 5 - 4],
    ['frag/suricata-verify-frag-ip-tcp.pcap.gz', 1],
  ])('%s', async (file, expected) => {
    const row = readTable().find((r) => r.file === file);
    const defragmenter = new Defragmenter();
    const frame = createFrame();
    let complete = 0;
    for (const packet of await packetsOf(row?.path ?? '')) {
      parseFrame(frame, packet.data, packet.originalLength, packet.linkType);
      if (frame.isFragment === 0 || frame.fault !== '') continue;
      if (defragmenter.add(frame, 0, 0) !== 'complete') continue;
      parseDatagram(frame, defragmenter.datagram);
      if (frame.fault === '') complete++;
    }
    expect(complete).toBe(expected);
  });

  it('and any bytes never throw', () => {
    const defragmenter = new Defragmenter({ limits: { datagrams: 16, fragments: 32, bytes: 8192 } });
    const frame = createFrame();
    fc.assert(
      fc.property(
        fc.constantFrom(4, 6),
        fc.uint8Array({ maxLength: 120 }),
        fc.nat(1e9),
        (family, bytes, now) => {
          const packet = family === 4 ? ipv4({ more: true }, bytes) : ipv6({ nextHeader: 44 }, bytes);
          if (family === 4) packet.set(bytes.subarray(0, 4), 4);
          parseFrame(frame, packet, packet.length, LinkType.raw);
          if (frame.isFragment === 0 || frame.fault !== '') return;
          if (defragmenter.add(frame, 1, now) === 'complete') parseDatagram(frame, defragmenter.datagram);
        },
      ),
      { numRuns: 20_000 },
    );
    defragmenter.flush();
  });
});
