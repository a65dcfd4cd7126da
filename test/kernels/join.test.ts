import { describe, expect, it } from 'vitest';
import { rowIpLength, rowPayloadLength, rowStatus, rowTime, statusOther } from '../../src/kernels/layout.ts';
import { LinkType } from '../../src/net/link-type.ts';
import {
  ethernet,
  fragmentHeader,
  icmp,
  ipv4,
  ipv4Fragments,
  ipv6,
  ipv6Fragments,
  pattern,
  udp,
  vlan,
} from '../frame/build.ts';
import { targets, Workbench } from './workbench.ts';

const etherIpv4 = 0x0800;
const payload = udp({ sourcePort: 5000, destinationPort: 4000 }, pattern(1992));
const ends = { source: '10.1.2.3', destination: '10.1.2.4', timeToLive: 33 };
const longEnds = { source: 'fd00::9', destination: 'fd00:1::1', hopLimit: 44 };
const four = ipv4Fragments(ends, payload, 800);
const six = ipv6Fragments(longEnds, payload, 1200);
const tagged = (packet: Uint8Array) => ethernet(0x8100, vlan(5, etherIpv4, packet));
const plain = (packet: Uint8Array) => ethernet(etherIpv4, packet);

/** Rows of the packets, parsed. */
function benchOf(
  target: (typeof targets)[number],
  packets: readonly Uint8Array[],
  linkType: number,
): Workbench {
  const bench = new Workbench(target);
  bench.clear();
  for (const data of packets) bench.addRow(bench.place(data), data.length, data.length, linkType);
  for (let row = 0; row < packets.length; row++) bench.view.setFloat64(bench.rowAt(row) + rowTime, 5e6, true);
  bench.parse(false);
  return bench;
}

const join = (bench: Workbench, from: number, to = bench.rows) =>
  bench.kernels.joinFragments(bench.rowsAt, from, to);

describe.each(targets)('%s: fragments one behind the other', (target) => {
  it.each([
    ['IPv4', ipv4(ends, payload), four, LinkType.raw, 0],
    ['tagged', tagged(ipv4(ends, payload)), four.map(tagged), LinkType.ethernet, 0],
    ['IPv6, with its fragment header', ipv6(longEnds, payload), six, LinkType.raw, 8],
  ])('become the row of their datagram: %s', (_, whole, fragments, linkType, header) => {
    const bench = benchOf(target, [whole, ...fragments, whole], linkType);
    const last = fragments.length;
    expect(join(bench, 1)).toBe(last + 1);
    expect(bench.word(last, rowIpLength)).toBe(bench.word(0, rowIpLength) + header);
    for (let word = 0; word <= rowStatus; word += 4) {
      if (word !== rowIpLength) expect(bench.word(last, word), `word at ${word}`).toBe(bench.word(0, word));
    }
    for (let row = 1; row < last; row++) expect(bench.statusOf(row)).toBe(statusOther);
  });

  const [first, second, third] = four;
  const badUdp = ipv4Fragments(ends, udp({ length: 7 }, pattern(1992)), 800);
  it.each<[string, readonly Uint8Array[], boolean?]>([
    ['the last one is missing', [first, second]],
    ['one between is missing', [first, third]],
    ['the first one is missing', [second, third]],
    ['they come in another order', [first, third, second]],
    ['one comes twice', [first, second, second, third]],
    ['one has another id', [first, ...ipv4Fragments({ ...ends, id: 8 }, payload, 800).slice(1)]],
    [
      'one has another source',
      [first, ...ipv4Fragments({ ...ends, source: '10.1.2.9' }, payload, 800).slice(1)],
    ],
    ['one is cut', [first, second, third.subarray(0, third.length - 1)]],
    [
      'one has a length that is no multiple of eight',
      [first, ipv4({ ...ends, id: 7, fragmentOffset: 800, more: true }, pattern(799)), third],
    ],
    [
      'the first has IP options',
      [...ipv4Fragments({ ...ends, options: [1, 1, 1, 1] }, payload, 800).slice(0, 1), second, third],
    ],
    ['the UDP header is not sound', badUdp],
    ['the datagram is not UDP', ipv4Fragments({ ...ends, protocol: 1 }, icmp(8, 0, 1, pattern(1992)), 800)],
    ['a whole packet stands between', [first, ipv4(ends, payload), second, third]],
    ['one end alone is there', [ipv6({ ...longEnds, nextHeader: 44 }, fragmentHeader({}, payload))]],
  ])('stay alone where %s', (_, packets) => {
    const bench = benchOf(target, packets, LinkType.raw);
    expect(join(bench, 0)).toBe(0);
  });

  it('stay alone where one has another tag, comes much later or much earlier, or stands behind the end', () => {
    const mixed = benchOf(target, [plain(first), tagged(second), plain(third)], LinkType.ethernet);
    expect(join(mixed, 0)).toBe(0);
    const bench = benchOf(target, four, LinkType.raw);
    for (const time of [6_000_001, 3_999_999]) {
      bench.view.setFloat64(bench.rowAt(1) + rowTime, time, true);
      expect(join(bench, 0)).toBe(0);
    }
    bench.view.setFloat64(bench.rowAt(1) + rowTime, 4e6, true);
    expect(join(bench, 0, 2)).toBe(0);
    expect(join(bench, 0, 3)).toBe(3);
  });

  it('are joined up to the longest datagram, and up to 64 of them', () => {
    const longest = 65515;
    for (const [length, joined] of [
      [longest, true],
      [longest + 1, false],
    ] as const) {
      const fragments = ipv4Fragments(ends, udp({ length: 100 }, pattern(length - 8)), 8000);
      const bench = benchOf(target, fragments, LinkType.raw);
      expect(join(bench, 0)).toBe(joined ? fragments.length : 0);
      if (joined) expect(bench.word(fragments.length - 1, rowPayloadLength)).toBe(92);
    }
    expect(join(benchOf(target, ipv4Fragments(ends, payload, 24), LinkType.raw), 0)).toBe(0);
  });
});
