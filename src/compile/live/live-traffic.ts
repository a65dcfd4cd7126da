import {
  imageDestinationCount,
  imageSourceCount,
  imageSources,
  protocolIcmp,
  protocolIcmp6,
  protocolOther,
} from '../../kernels/image-layout.ts';
import { hasMessageType, Protocol } from '../../net/protocol.ts';
import { addBit, type Bits, emptyBits, forEachBit } from '../bits.ts';
import {
  intervalTable,
  messageProtocols,
  type NumericTraffic,
  portProtocols,
  type Traffic,
  TrafficClasses,
  trafficKey,
} from '../traffic.ts';
import type { ImageCopies } from './image-copies.ts';
import type { Layout } from './layout.ts';
import { NeedsRebuild } from './rebuild.ts';

/** A traffic class that was told apart from another, which has kept its number. */
export interface TrafficSplit {
  readonly class: number;
  readonly parent: number;
}

/**
 * Traffic classes under numbers that stay: further rules split classes, and what was true of the old class is true of
 * both parts. Lists of traffic that nobody has any more stay told apart until the next full rebuild.
 */
export class LiveTraffic {
  readonly #lists = new Map<string, readonly NumericTraffic[]>();
  readonly #keys = new WeakMap<readonly NumericTraffic[], string>();
  readonly #known = new Map<string, Bits>();
  #classes = new TrafficClasses([]);
  /** By class of `#classes`: its number here. */
  #numbers = Int32Array.of(0);
  #size = 1;
  #isStale = false;
  #isChanged = false;

  get size(): number {
    return this.#size;
  }

  /** (Protocol with ports, source interval, destination interval). */
  get portCells(): number {
    const { sourceStarts, destinationStarts } = this.#classes;
    return portProtocols.length * (sourceStarts.length + 1) * (destinationStarts.length + 1);
  }

  /** A rule asks for this list: `refine` must follow before anything is asked of it. */
  want(list: readonly NumericTraffic[]): void {
    const key = this.#key(list);
    if (this.#lists.has(key)) return;
    this.#lists.set(key, list);
    this.#isStale = true;
  }

  /** Tells apart what the wanted lists tell apart. Throws BeyondTables. */
  refine(): readonly TrafficSplit[] {
    if (!this.#isStale) return [];
    this.#isStale = false;
    const before = this.#classes;
    const after = new TrafficClasses(this.#lists.values());
    const numbers = new Int32Array(after.size).fill(-1);
    const taken = new Set<number>();
    const splits: TrafficSplit[] = [];
    for (const [cell, sample] of samplesOf(after).entries()) {
      const part = after.ofCell[cell];
      if (numbers[part] >= 0) continue;
      const parent = this.#numbers[before.of(sample)];
      if (taken.has(parent)) splits.push({ class: this.#size, parent });
      numbers[part] = taken.has(parent) ? this.#size++ : parent;
      taken.add(parent);
    }
    this.#classes = after;
    this.#numbers = numbers;
    this.#known.clear();
    this.#isChanged = true;
    return splits;
  }

  /** Whether an image must be written again since the last time that this was asked. */
  takeChanged(): boolean {
    const isChanged = this.#isChanged;
    this.#isChanged = false;
    return isChanged;
  }

  of(traffic: Traffic): number {
    return this.#numbers[this.#classes.of(traffic)];
  }

  /** Classes of a wanted list. Shared. */
  in(list: readonly NumericTraffic[]): Bits {
    const key = this.#key(list);
    let bits = this.#known.get(key);
    if (bits === undefined) {
      const members = emptyBits(this.#size);
      forEachBit(this.#classes.in(this.#lists.get(key) ?? list), (part) =>
        addBit(members, this.#numbers[part]),
      );
      this.#known.set(key, members);
      bits = members;
    }
    return bits;
  }

  /** As compile/image.ts writes it. */
  write(image: ImageCopies, { parts, capacity }: Layout): void {
    const { sourceStarts, destinationStarts, ofCell } = this.#classes;
    if (this.#size > capacity.traffic) throw new NeedsRebuild('traffic');
    if (this.portCells > capacity.cells) throw new NeedsRebuild('cells');
    const protocols = new Uint8Array(256).fill(protocolOther);
    for (const [index, protocol] of portProtocols.entries()) protocols[protocol] = index;
    protocols[Protocol.icmp] = protocolIcmp;
    protocols[Protocol.icmpv6] = protocolIcmp6;
    image.setBytes(parts.protocols, protocols);
    image.setBytes(parts.destinations, intervalTable(destinationStarts));
    image.setBytes(parts.sources, intervalTable(sourceStarts));
    image.setWord(imageSources, sourceStarts.length > 1 ? parts.sources : 0);
    image.setWord(imageDestinationCount, destinationStarts.length + 1);
    image.setWord(imageSourceCount, sourceStarts.length + 1);
    const cells = Uint16Array.from(ofCell.subarray(0, this.portCells), (part) => this.#numbers[part]);
    image.setBytes(parts.cells, cells);
    image.setBytes(
      parts.icmp,
      this.#classes.messageTable(0, (cell) => this.#at(cell)),
    );
    image.setBytes(
      parts.icmp6,
      this.#classes.messageTable(1, (cell) => this.#at(cell)),
    );
    image.setBytes(
      parts.others,
      Uint16Array.from({ length: 256 }, (_, protocol) =>
        hasMessageType(protocol) ? 0 : this.#at(this.#classes.protocolCell(protocol)),
      ),
    );
  }

  #at(cell: number): number {
    return this.#numbers[this.#classes.ofCell[cell]];
  }

  #key(list: readonly NumericTraffic[]): string {
    let key = this.#keys.get(list);
    if (key === undefined) {
      key = trafficKey(list);
      this.#keys.set(list, key);
    }
    return key;
  }
}

/** One traffic of each cell, in the order of the cells. */
function samplesOf(classes: TrafficClasses): readonly Traffic[] {
  const { sourceStarts, destinationStarts, messageCells, protocols } = classes;
  const none = { sourcePort: undefined, destinationPort: undefined, icmp: undefined };
  const samples: Traffic[] = [];
  for (const protocol of portProtocols) {
    for (const sourcePort of [...sourceStarts, undefined]) {
      for (const destinationPort of [...destinationStarts, undefined]) {
        samples.push({ protocol, sourcePort, destinationPort, icmp: undefined });
      }
    }
  }
  for (const protocol of messageProtocols) {
    for (const cell of messageCells) {
      samples.push({ ...none, protocol, icmp: { type: Math.floor(cell / 257), code: cell % 257 } });
    }
    samples.push({ ...none, protocol, icmp: { type: -1, code: -1 } }, { ...none, protocol });
  }
  for (const protocol of [...protocols, -1]) samples.push({ ...none, protocol });
  return samples;
}
