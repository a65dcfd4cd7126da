import type { PortRange } from '../../ir/policy.ts';
import { protocolName } from '../../net/protocol.ts';
import type { Axis } from './axis.ts';

/** A set of traffic: the ranges of each line, the lines as in Answer. */
export type Region = readonly (readonly PortRange[])[];

/** Part of a set of traffic, as JSON output has it. Without ranges: all of the protocol. */
export interface TrafficItem {
  /** A name or number; `other`: every protocol that no policy and no item names; `any`: everything. */
  readonly protocol: string;
  readonly ports?: readonly PortRange[];
  readonly sourcePorts?: readonly PortRange[];
  /** ICMP types; `codes` where it is not all of them. */
  readonly types?: readonly IcmpTypes[];
}

export interface IcmpTypes extends PortRange {
  readonly codes?: PortRange;
}

/** How the lines of a region are to be read. */
export interface Legend {
  readonly axes: readonly Axis[];
  readonly sources: readonly PortRange[];
}

/** Everything is one item. ICMP of all types bears the same name in both families: it is the family's own. */
export function itemsOf(region: Region, legend: Legend): readonly TrafficItem[] {
  const isWhole = (axis: Axis, index: number) =>
    axis.kind === 'neighbor-discovery' ||
    (sourceRuns(region, legend, index).length === 1 && isFull(axis, region[index]));
  const discovery = legend.axes.findIndex(({ kind }) => kind === 'neighbor-discovery');
  if (legend.axes.every(isWhole)) {
    return [{ protocol: 'any' }, ...axisItems(region, legend, discovery)];
  }
  return legend.axes.flatMap((_, index) => axisItems(region, legend, index));
}

function axisItems(region: Region, legend: Legend, index: number): readonly TrafficItem[] {
  const axis = legend.axes[index];
  if (axis.kind !== 'ports') return plainItem(axis, region[index]);
  const runs = sourceRuns(region, legend, index);
  const byRanges = new Map<string, { ranges: readonly PortRange[]; sources: PortRange[] }>();
  for (const { ranges, source } of runs) {
    const key = JSON.stringify(ranges);
    const known = byRanges.get(key);
    if (known === undefined) byRanges.set(key, { ranges, sources: [source] });
    else known.sources.push(source);
  }
  return [...byRanges.values()]
    .filter(({ ranges }) => ranges.length > 0)
    .map(({ ranges, sources }) => ({
      protocol: protocolName(axis.protocol),
      ...(!isFull(axis, ranges) && { ports: ranges }),
      ...(runs.length > 1 && { sourcePorts: sources }),
    }));
}

function plainItem(axis: Axis, ranges: readonly PortRange[]): readonly TrafficItem[] {
  if (ranges.length === 0) return [];
  if (axis.other) return [{ protocol: 'other' }];
  if (axis.kind === 'plain') return [{ protocol: protocolName(axis.protocol) }];
  if (axis.kind === 'igmp') return [igmpItem(axis, ranges)];
  if (axis.kind === 'icmp' && isFull(axis, ranges)) return [{ protocol: 'ICMP' }];
  return [{ protocol: protocolName(axis.protocol), types: ranges.flatMap(icmpTypes) }];
}

function igmpItem(axis: Axis, ranges: readonly PortRange[]): TrafficItem {
  const protocol = protocolName(axis.protocol);
  return isFull(axis, ranges) ? { protocol } : { protocol, types: ranges };
}

/** Source ports in runs with the same destination ports. */
function sourceRuns(region: Region, { axes, sources }: Legend, index: number) {
  const runs: { ranges: readonly PortRange[]; key: string; source: PortRange }[] = [];
  if (axes[index].kind !== 'ports') return [{ ranges: region[index], key: '', source: sources[0] }];
  for (const [at, source] of sources.entries()) {
    const ranges = region[at * axes.length + index];
    const key = JSON.stringify(ranges);
    const last = runs.at(-1);
    if (last?.key === key)
      runs[runs.length - 1] = { ...last, source: { from: last.source.from, to: source.to } };
    else runs.push({ ranges, key, source });
  }
  return runs;
}

/** Types times 256 plus code, as whole types where all codes are in. */
function icmpTypes({ from, to }: PortRange): readonly IcmpTypes[] {
  const [first, last] = [Math.ceil(from / 256), Math.floor((to + 1) / 256) - 1];
  const partial = (start: number, end: number): IcmpTypes => {
    const type = start >> 8;
    return { from: type, to: type, codes: { from: start & 255, to: end & 255 } };
  };
  if (from >> 8 === to >> 8 && first > last) return [partial(from, to)];
  return [
    ...(first * 256 > from ? [partial(from, first * 256 - 1)] : []),
    ...(first <= last ? [{ from: first, to: last }] : []),
    ...(last * 256 + 255 < to ? [partial((last + 1) * 256, to)] : []),
  ];
}

function isFull({ spans }: Axis, ranges: readonly PortRange[]): boolean {
  return (
    ranges.length === spans.length &&
    ranges.every(({ from, to }, index) => from === spans[index].from && to === spans[index].to)
  );
}

/** All other traffic. Neighbour discovery is on neither side: it is named where it is in. */
export function complement(region: Region, { axes }: Legend): Region {
  return region.map((ranges, index) => {
    const { kind, spans } = axes[index % axes.length];
    if (kind === 'neighbor-discovery' || (index >= axes.length && kind !== 'ports')) return [];
    return spans.flatMap((span) => without(span, ranges));
  });
}

function without(span: PortRange, ranges: readonly PortRange[]): readonly PortRange[] {
  const rest: PortRange[] = [];
  let from = span.from;
  for (const range of ranges) {
    if (range.to < span.from || range.from > span.to) continue;
    if (range.from > from) rest.push({ from, to: range.from - 1 });
    from = range.to + 1;
  }
  return from <= span.to ? [...rest, { from, to: span.to }] : rest;
}
