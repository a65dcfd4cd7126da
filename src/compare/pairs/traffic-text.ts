import type { PortRange } from '../../ir/policy.ts';
import { complement, type IcmpTypes, itemsOf, type Legend, type Region, type TrafficItem } from './region.ts';

/** `TCP 8080, 9000-9010; UDP 53`, `all TCP`, `everything`, or `everything except TCP 8080`, whichever is shorter. */
export function trafficText(region: Region, legend: Legend): string {
  const items = itemsOf(region, legend);
  if (items.some(({ types }) => types !== undefined)) return list(items);
  const rest = itemsOf(complement(region, legend), legend);
  if (rest.length === 0 || effort(rest) >= effort(items)) return list(items);
  return `everything except ${list(rest)}`;
}

/** UDP-Lite is rare: where nothing sets it apart it is one of the other protocols. */
function list(items: readonly TrafficItem[]): string {
  const isOther = ({ protocol }: TrafficItem) => protocol === 'other';
  const isRare = ({ protocol, ports, sourcePorts }: TrafficItem) =>
    protocol === 'UDPLite' && ports === undefined && sourcePorts === undefined;
  const folded = items.some(isOther) ? items.filter((item) => !isRare(item)) : items;
  return folded.map(itemText).join('; ');
}

function itemText({ protocol, ports, sourcePorts, types }: TrafficItem): string {
  if (protocol === 'any') return 'everything';
  if (protocol === 'other') return 'other protocols';
  const from = sourcePorts === undefined ? '' : ` from port ${ranges(sourcePorts)}`;
  if (types !== undefined) return `${protocol} type ${types.map(typesText).join(', ')}`;
  if (ports !== undefined) return `${protocol} ${ranges(ports)}${from}`;
  return hasAll.has(protocol) ? `all ${protocol}${from}` : protocol;
}

const hasAll = new Set(['TCP', 'UDP', 'SCTP', 'UDPLite']);

function typesText({ from, to, codes }: IcmpTypes): string {
  return `${range({ from, to })}${codes === undefined ? '' : ` code ${range(codes)}`}`;
}

function ranges(all: readonly PortRange[]): string {
  return all.map(range).join(', ');
}

function range({ from, to }: PortRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}

/** How much there is to read. */
function effort(items: readonly TrafficItem[]): number {
  return items.reduce(
    (sum, { ports, sourcePorts }) => sum + 1 + (ports?.length ?? 0) + (sourcePorts?.length ?? 0),
    0,
  );
}
