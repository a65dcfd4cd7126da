import type { IcmpMatch, PortRange, TrafficMatch } from '../ir/policy.ts';
import { hasMessageType, hasPorts, Protocol } from '../net/protocol.ts';
import { addBit, type Bits, emptyBits } from './bits.ts';
import { Partition } from './partition.ts';

/** A destination port or range, with named ports resolved: those have a protocol of their own. */
export interface NumericPort extends PortRange {
  readonly protocol?: number;
}

/** A TrafficMatch without names. */
export interface NumericTraffic extends Omit<TrafficMatch, 'destinationPorts' | 'notDestinationPorts'> {
  readonly destinationPorts?: readonly NumericPort[];
  readonly notDestinationPorts?: readonly NumericPort[];
}

/** What of a packet's traffic policies can ask about. */
export interface Traffic {
  readonly protocol: number;
  readonly sourcePort: number | undefined;
  readonly destinationPort: number | undefined;
  readonly icmp: IcmpMatch | undefined;
}

/** Protocols whose packets are told apart by ports. */
export const portProtocols = [Protocol.tcp, Protocol.udp, Protocol.sctp, Protocol.udplite] as const;

/** Protocols whose packets are told apart by type and code. */
export const messageProtocols = [Protocol.icmp, Protocol.icmpv6, Protocol.igmp] as const;

/** More combinations than any real set of policies has. */
export const mostTrafficCells = 1 << 22;

/** Thrown where a set of policies is beyond what tables are for; the message names the part. */
export class BeyondTables extends Error {}

/**
 * Traffic that no rule tells apart is of one traffic class. Packets with ports go by (protocol, source interval,
 * destination interval), ICMP by type and code, all else by protocol: each such combination is a cell.
 */
export class TrafficClasses {
  /** Number of classes. */
  readonly size: number;
  /** Starts of the intervals of ports, ascending from 0; behind them all is a further one for `port not known`. */
  readonly destinationStarts: Int32Array;
  readonly sourceStarts: Int32Array;
  /** Class of a cell: port protocols first, then message protocols, then the others. */
  readonly ofCell: Int32Array;
  /** Type * 257 + code (256: codes that nobody mentions) that rules mention of ICMP and IGMP. */
  readonly messageCells: readonly number[];
  /** Other protocols that rules mention. */
  readonly protocols: readonly number[];
  readonly #sets = new Map<string, Bits>();
  readonly #byList = new Map<readonly NumericTraffic[], Bits>();
  readonly #cells: number;

  constructor(lists: Iterable<readonly NumericTraffic[]>) {
    const distinct = new Map<string, readonly NumericTraffic[]>();
    for (const list of lists) distinct.set(trafficKey(list), list);
    const matches = [...distinct.values()].flat();
    this.destinationStarts = starts(
      matches.flatMap((one) => [...(one.destinationPorts ?? []), ...(one.notDestinationPorts ?? [])]),
    );
    this.sourceStarts = starts(
      matches.flatMap((one) => [...(one.sourcePorts ?? []), ...(one.notSourcePorts ?? [])]),
    );
    this.protocols = otherProtocols(matches);
    this.messageCells = messageCells(matches);
    this.#cells =
      this.#portCells() * portProtocols.length +
      messageProtocols.length * (this.messageCells.length + 2) +
      this.protocols.length +
      1;
    if (this.#cells > mostTrafficCells)
      throw new BeyondTables(`${this.#cells} combinations of protocol and ports`);
    const partition = this.#refine(distinct);
    this.ofCell = partition.of;
    this.size = partition.size;
  }

  /** Traffic classes of a list; undefined for any traffic. Shared. */
  in(list: readonly NumericTraffic[]): Bits {
    let bits = this.#byList.get(list);
    if (bits === undefined) {
      bits = this.#sets.get(trafficKey(list)) as Bits;
      this.#byList.set(list, bits);
    }
    return bits;
  }

  of(traffic: Traffic): number {
    return this.ofCell[this.cellOf(traffic)];
  }

  cellOf({ protocol, sourcePort, destinationPort, icmp }: Traffic): number {
    const index = (portProtocols as readonly number[]).indexOf(protocol);
    if (index >= 0) {
      return this.portCell(
        index,
        intervalOf(this.sourceStarts, sourcePort),
        intervalOf(this.destinationStarts, destinationPort),
      );
    }
    const message = (messageProtocols as readonly number[]).indexOf(protocol);
    if (message >= 0) return this.messageCell(message, icmp);
    return this.protocolCell(protocol);
  }

  /** `index` in portProtocols, and the numbers of the intervals. */
  portCell(index: number, source: number, destination: number): number {
    return index * this.#portCells() + source * (this.destinationStarts.length + 1) + destination;
  }

  /** `index` in messageProtocols. */
  messageCell(index: number, message: IcmpMatch | undefined): number {
    const mentioned = this.messageCells;
    const base = this.#portCells() * portProtocols.length + index * (mentioned.length + 2);
    if (message === undefined) return base + mentioned.length + 1;
    const exact = mentioned.indexOf(message.type * 257 + (message.code ?? 256));
    const byType = exact >= 0 ? exact : mentioned.indexOf(message.type * 257 + 256);
    return base + (byType >= 0 ? byType : mentioned.length);
  }

  protocolCell(protocol: number): number {
    const base = this.#cells - this.protocols.length - 1;
    const index = this.protocols.indexOf(protocol);
    return base + (index < 0 ? this.protocols.length : index);
  }

  #portCells(): number {
    return (this.sourceStarts.length + 1) * (this.destinationStarts.length + 1);
  }

  #refine(lists: ReadonlyMap<string, readonly NumericTraffic[]>): Partition {
    const samples = this.samples();
    const partition = new Partition(samples.length);
    const members = new Map<string, readonly number[]>();
    for (const [key, list] of lists) {
      const cells: number[] = [];
      for (let cell = 0; cell < samples.length; cell++) if (matchesAny(list, samples[cell])) cells.push(cell);
      members.set(key, cells);
      partition.split(cells);
    }
    for (const [key, cells] of members) {
      const bits = emptyBits(partition.size);
      for (const cell of cells) addBit(bits, partition.of[cell]);
      this.#sets.set(key, bits);
    }
    return partition;
  }

  /** One traffic of each cell, in the order of the cells. */
  samples(): readonly Traffic[] {
    const none = { sourcePort: undefined, destinationPort: undefined, icmp: undefined };
    const samples: Traffic[] = [];
    for (const protocol of portProtocols) {
      for (const sourcePort of [...this.sourceStarts, undefined]) {
        for (const destinationPort of [...this.destinationStarts, undefined]) {
          samples.push({ protocol, sourcePort, destinationPort, icmp: undefined });
        }
      }
    }
    for (const protocol of messageProtocols) {
      for (const cell of this.messageCells) {
        samples.push({ ...none, protocol, icmp: { type: Math.floor(cell / 257), code: cell % 257 } });
      }
      samples.push({ ...none, protocol, icmp: { type: -1, code: -1 } }, { ...none, protocol });
    }
    for (const protocol of [...this.protocols, -1]) samples.push({ ...none, protocol });
    return samples;
  }
}

/** Equal for equal lists. */
export function trafficKey(list: readonly NumericTraffic[]): string {
  return JSON.stringify(list);
}

export function intervalOf(starts: Int32Array, port: number | undefined): number {
  if (port === undefined) return starts.length;
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle] <= port) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function starts(ranges: readonly PortRange[]): Int32Array {
  const cuts = new Set([0]);
  for (const { from, to } of ranges) {
    cuts.add(from);
    if (to < 65535) cuts.add(to + 1);
  }
  return Int32Array.from([...cuts].sort((a, b) => a - b));
}

function otherProtocols(matches: readonly NumericTraffic[]): readonly number[] {
  const mentioned = matches.flatMap(({ protocols = [], notProtocols = [] }) => [
    ...protocols,
    ...notProtocols,
  ]);
  return [...new Set(mentioned)].filter((protocol) => !hasPorts(protocol) && !hasMessageType(protocol));
}

/** Every mentioned code, and for each mentioned type its other codes. */
function messageCells(matches: readonly NumericTraffic[]): readonly number[] {
  const cells = new Set<number>();
  for (const { icmp, notIcmp } of matches) {
    for (const one of [icmp, notIcmp]) {
      if (one === undefined) continue;
      cells.add(one.type * 257 + 256);
      if (one.code !== undefined) cells.add(one.type * 257 + one.code);
    }
  }
  return [...cells];
}

function matchesAny(list: readonly NumericTraffic[], traffic: Traffic): boolean {
  for (const match of list) if (matchesOne(match, traffic)) return true;
  return false;
}

function matchesOne(match: NumericTraffic, traffic: Traffic): boolean {
  const { protocol, icmp } = traffic;
  if (match.protocols !== undefined && !match.protocols.includes(protocol)) return false;
  if (match.notProtocols?.includes(protocol)) return false;
  if (!portsMatch(match, traffic)) return false;
  if (match.icmp !== undefined && !isIcmpMatch(match.icmp, icmp)) return false;
  return match.notIcmp === undefined || !isIcmpMatch(match.notIcmp, icmp);
}

function portsMatch(match: NumericTraffic, { protocol, sourcePort, destinationPort }: Traffic): boolean {
  const isPort = (port: NumericPort) =>
    inRange(port, destinationPort) && (port.protocol === undefined || port.protocol === protocol);
  const isSource = (range: PortRange) => inRange(range, sourcePort);
  if (match.destinationPorts !== undefined && !match.destinationPorts.some(isPort)) return false;
  if (match.notDestinationPorts?.some(isPort)) return false;
  if (match.sourcePorts !== undefined && !match.sourcePorts.some(isSource)) return false;
  return !match.notSourcePorts?.some(isSource);
}

function inRange(range: PortRange, port: number | undefined): boolean {
  return port !== undefined && port >= range.from && port <= range.to;
}

function isIcmpMatch(match: IcmpMatch, icmp: IcmpMatch | undefined): boolean {
  return (
    icmp !== undefined && icmp.type === match.type && (match.code === undefined || match.code === icmp.code)
  );
}
