import type { IcmpMatch, PortRange, TrafficMatch } from '../ir/policy.ts';
import { hasMessageType, hasPorts, Protocol } from '../net/protocol.ts';
import { addBit, type Bits, emptyBits } from './bits.ts';
import { Budget } from './bounds.ts';
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
  readonly #keys = new Map<readonly NumericTraffic[], string>();
  readonly #byList = new Map<readonly NumericTraffic[], Bits>();
  readonly #cells: number;
  /** By what messageCells has: its place there. */
  readonly #messages: ReadonlyMap<number, number>;
  readonly #budget: Budget;

  /** Throws BeyondTables. */
  constructor(lists: Iterable<readonly NumericTraffic[]>, budget = new Budget()) {
    this.#budget = budget;
    const distinct = new Map<string, readonly NumericTraffic[]>();
    for (const list of new Set(lists)) {
      const key = trafficKey(list);
      distinct.set(key, list);
      this.#keys.set(list, key);
    }
    const matches = [...distinct.values()].flat();
    this.destinationStarts = starts(
      matches.flatMap((one) => [...(one.destinationPorts ?? []), ...(one.notDestinationPorts ?? [])]),
    );
    this.sourceStarts = starts(
      matches.flatMap((one) => [...(one.sourcePorts ?? []), ...(one.notSourcePorts ?? [])]),
    );
    this.protocols = otherProtocols(matches);
    this.messageCells = messageCells(matches);
    this.#messages = new Map(this.messageCells.map((cell, index) => [cell, index]));
    this.#cells =
      this.#portCells() * portProtocols.length +
      messageProtocols.length * (this.messageCells.length + 2) +
      this.protocols.length +
      1;
    budget.spend('trafficCells', this.#cells);
    const partition = this.#refine(distinct);
    this.ofCell = partition.of;
    this.size = partition.size;
  }

  /** Traffic classes of a list; undefined for any traffic. Shared. */
  in(list: readonly NumericTraffic[]): Bits {
    let bits = this.#byList.get(list);
    if (bits === undefined) {
      bits = this.#sets.get(this.#keys.get(list) ?? trafficKey(list)) as Bits;
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
    const exact = this.#messages.get(message.type * 257 + (message.code ?? 256));
    return base + (exact ?? this.#messages.get(message.type * 257 + 256) ?? mentioned.length);
  }

  /** By type << 8 | code, what `of` has for the cell. `index` in messageProtocols. */
  messageTable(index: number, of: (cell: number) => number): Uint16Array {
    const at = (type: number, code: number) => of(this.messageCell(index, { type, code }));
    const table = new Uint16Array(65_536).fill(at(-1, -1));
    const mentioned = this.#mentionedMessages();
    for (const { type } of mentioned) table.fill(at(type, -1), type << 8, (type + 1) << 8);
    for (const { type, code } of mentioned) if (code < 256) table[(type << 8) | code] = at(type, code);
    return table;
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
    const partition = new Partition(this.#cells);
    const members = new Map<string, Int32Array>();
    for (const [key, list] of lists) {
      const cells = this.#cellsOf(list);
      members.set(key, cells);
      partition.split(cells);
      this.#budget.spend('trafficClasses', partition.size - (this.#budget.used('trafficClasses') ?? 0));
    }
    this.#budget.spend('trafficBits', lists.size * partition.size);
    for (const [key, cells] of members) {
      const bits = emptyBits(partition.size);
      for (const cell of cells) addBit(bits, partition.of[cell]);
      this.#sets.set(key, bits);
    }
    return partition;
  }

  /** The cells that a list matches, each once, in order. */
  #cellsOf(list: readonly NumericTraffic[]): Int32Array {
    const cells: number[] = [];
    for (const match of list) {
      this.#addPortCells(match, cells);
      this.#addOtherCells(match, cells);
    }
    const sorted = Int32Array.from(cells).sort();
    return list.length === 1 ? sorted : sorted.filter((cell, at) => cell !== sorted[at - 1]);
  }

  #addPortCells(match: NumericTraffic, cells: number[]): void {
    if (match.icmp !== undefined) return;
    const sources = intervals(this.sourceStarts, match.sourcePorts, match.notSourcePorts);
    for (const [index, protocol] of portProtocols.entries()) {
      if (!protocolMatches(match, protocol)) continue;
      const isHere = (port: NumericPort) => port.protocol === undefined || port.protocol === protocol;
      const destinations = intervals(
        this.destinationStarts,
        match.destinationPorts?.filter(isHere),
        match.notDestinationPorts?.filter(isHere),
      );
      this.#budget.spend('trafficMatches', sources.length * destinations.length);
      for (const source of sources) {
        for (const destination of destinations) cells.push(this.portCell(index, source, destination));
      }
    }
  }

  /** Of protocols without ports. */
  #addOtherCells(match: NumericTraffic, cells: number[]): void {
    if (match.destinationPorts !== undefined || match.sourcePorts !== undefined) return;
    for (const [index, protocol] of messageProtocols.entries()) {
      if (!protocolMatches(match, protocol)) continue;
      const base = this.messageCell(index, undefined) - this.messageCells.length - 1;
      this.#budget.spend('trafficMatches', this.messageCells.length + 2);
      for (const [place, message] of this.#messageSamples().entries()) {
        if (messageMatches(match, message)) cells.push(base + place);
      }
    }
    if (match.icmp !== undefined) return;
    for (const protocol of [...this.protocols, -1]) {
      if (protocolMatches(match, protocol)) cells.push(this.protocolCell(protocol));
    }
  }

  /** Types and codes that rules mention; code 256 is for codes that nobody mentions. */
  #mentionedMessages(): readonly { readonly type: number; readonly code: number }[] {
    return this.messageCells.map((cell) => ({ type: Math.floor(cell / 257), code: cell % 257 }));
  }

  /** One message of each cell of a protocol, in their order. */
  #messageSamples(): readonly (IcmpMatch | undefined)[] {
    return [...this.#mentionedMessages(), { type: -1, code: -1 }, undefined];
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

/** By port, the number of its interval. */
export function intervalTable(starts: Int32Array): Uint16Array {
  const table = new Uint16Array(65_536);
  for (const [interval, start] of starts.entries()) table.fill(interval, start, starts[interval + 1]);
  return table;
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

function protocolMatches({ protocols, notProtocols }: NumericTraffic, protocol: number): boolean {
  return (protocols?.includes(protocol) ?? true) && !notProtocols?.includes(protocol);
}

function messageMatches({ icmp, notIcmp }: NumericTraffic, message: IcmpMatch | undefined): boolean {
  if (icmp !== undefined && !isIcmpMatch(icmp, message)) return false;
  return notIcmp === undefined || !isIcmpMatch(notIcmp, message);
}

/** Numbers of the intervals, each once, that some of the ranges cover (all, if there are none to ask) and no excluded one. */
function intervals(
  starts: Int32Array,
  ranges: readonly PortRange[] | undefined,
  excluded: readonly PortRange[] | undefined,
): readonly number[] {
  const out = new Set(intervalsIn(starts, excluded ?? []));
  // The last one is for `port not known`, which is in no range.
  const found = ranges === undefined ? [...starts.keys(), starts.length] : intervalsIn(starts, ranges);
  return out.size === 0 ? found : found.filter((interval) => !out.has(interval));
}

function intervalsIn(starts: Int32Array, ranges: readonly PortRange[]): readonly number[] {
  const found: number[] = [];
  for (const { from, to } of ranges) {
    const last = intervalOf(starts, to);
    for (let interval = intervalOf(starts, from); interval <= last; interval++) found.push(interval);
  }
  return ranges.length > 1 ? [...new Set(found)] : found;
}

function isIcmpMatch(match: IcmpMatch, icmp: IcmpMatch | undefined): boolean {
  return (
    icmp !== undefined && icmp.type === match.type && (match.code === undefined || match.code === icmp.code)
  );
}
