import { describe, expect, it } from 'vitest';
import { axesOf, sourcePieces } from '../../src/compare/pairs/axis.ts';
import { complement, itemsOf, type Legend, type Region } from '../../src/compare/pairs/region.ts';
import { trafficText } from '../../src/compare/pairs/traffic-text.ts';
import type { PortRange } from '../../src/ir/policy.ts';

const four: Legend = { axes: axesOf(4, []), sources: sourcePieces([]) };
const six: Legend = { axes: axesOf(6, []), sources: sourcePieces([]) };
const withSources: Legend = { ...four, sources: sourcePieces([{ from: 53, to: 53 }]) };

const nothing = (legend: Legend): Region => legend.sources.flatMap(() => legend.axes.map(() => []));

/** The lines of a region by their number; the others are empty. */
function region(legend: Legend, lines: Readonly<Record<number, readonly PortRange[]>>): Region {
  return nothing(legend).map((line, index) => lines[index] ?? line);
}

const port = (from: number, to = from): PortRange => ({ from, to });
const [tcp, udp, icmp, discovery] = [0, 1, 4, 5];
const everything = complement(nothing(four), four);

describe('a set of traffic as text', () => {
  it.each([
    ['TCP 8080, 9000-9010', region(four, { [tcp]: [port(8080), port(9000, 9010)] })],
    ['TCP 80; UDP 53', region(four, { [tcp]: [port(80)], [udp]: [port(53)] })],
    ['all TCP', region(four, { [tcp]: [port(1, 65535)] })],
    ['ICMP', region(four, { [icmp]: [port(0, 65535)] })],
    ['ICMP type 8', region(four, { [icmp]: [port(8 * 256, 8 * 256 + 255)] })],
    ['ICMP type 3 code 4', region(four, { [icmp]: [port(3 * 256 + 4)] })],
    ['ICMP type 2 code 200-255, 3-4, 5 code 0', region(four, { [icmp]: [port(2 * 256 + 200, 5 * 256)] })],
    ['everything', everything],
    ['everything except TCP 80', complement(region(four, { [tcp]: [port(80)] }), four)],
    [
      'everything except all TCP; UDP 53',
      complement(region(four, { [tcp]: [port(1, 65535)], [udp]: [port(53)] }), four),
    ],
    ['everything except all TCP', everything.map((line, index) => (index === tcp ? [] : line))],
  ])('is %s', (text, of) => {
    expect(trafficText(of, four)).toBe(text);
  });

  it('has types of IGMP', () => {
    const legend: Legend = { axes: axesOf(4, [2]), sources: sourcePieces([]) };
    const at = legend.axes.findIndex(({ protocol }) => protocol === 2);
    expect(trafficText(region(legend, { [at]: [port(0x16), port(0x22)] }), legend)).toBe('IGMP type 22, 34');
    expect(trafficText(region(legend, { [at]: [port(0, 255)] }), legend)).toBe('IGMP');
  });

  it('calls ICMPv6 without neighbour discovery everything, and names neighbour discovery', () => {
    const all = complement(nothing(six), six);
    expect(trafficText(all, six)).toBe('everything');
    const more = all.map((line, index) => (index === discovery ? six.axes[discovery].spans : line));
    expect(trafficText(more, six)).toBe('everything; ICMPv6 type 133-137');
    expect(trafficText(region(six, { [icmp]: six.axes[icmp].spans }), six)).toBe('ICMP');
  });

  it('names source ports where they matter', () => {
    const lines = withSources.axes.length;
    // The second piece of the source ports is 53.
    const only = region(withSources, { [lines + tcp]: [port(1, 65535)] });
    expect(trafficText(only, withSources)).toBe('all TCP from port 53');
    const rest = region(withSources, { [tcp]: [port(80)], [2 * lines + tcp]: [port(80)] });
    expect(trafficText(rest, withSources)).toBe('TCP 80 from port 1-52, 54-65535');
  });
});

it('gives a set of traffic as items', () => {
  expect(itemsOf(everything, four)).toEqual([{ protocol: 'any' }]);
  const some = region(four, { [tcp]: [port(80)], [udp]: [port(1, 65535)], [icmp]: [port(2048, 2303)] });
  expect(itemsOf(some, four)).toEqual([
    { protocol: 'TCP', ports: [{ from: 80, to: 80 }] },
    { protocol: 'UDP' },
    { protocol: 'ICMP', types: [{ from: 8, to: 8 }] },
  ]);
});
