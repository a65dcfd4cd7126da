import type { FlowRows } from '../conntrack/flow-rows.ts';
import type { IpAddress } from '../net/address.ts';
import type { AddressWords } from '../net/address-numbers.ts';
import type { FirstPackets } from './first-packets.ts';
import type { EndedFlow, EndingFlow } from './flow.ts';
import type { Judged } from './judged.ts';
import type { Lane } from './lane.ts';

/** One view for all flows that end, so that what nobody asks of them costs nothing. */
export class FlowView implements EndingFlow {
  /** By lane; the same array for all flows. */
  readonly outcomes: Judged[] = [];
  readonly #lanes: readonly Lane[];
  readonly #first: FirstPackets;
  #rows: FlowRows;
  #row = 0;
  #slot = 0;

  constructor(rows: FlowRows, first: FirstPackets, lanes: readonly Lane[]) {
    this.#rows = rows;
    this.#first = first;
    this.#lanes = lanes;
  }

  /** Shows the flow of a slot, which stands in this row: that of the table, or a copy. */
  show(slot: number, rows: FlowRows, row: number): this {
    this.#slot = slot;
    this.#rows = rows;
    this.#row = row;
    for (let lane = 0; lane < this.#lanes.length; lane++)
      this.outcomes[lane] = this.#lanes[lane].outcomeOf(slot);
    return this;
  }

  readSource(into: AddressWords): void {
    this.#rows.readSource(this.#row, into);
  }

  readDestination(into: AddressWords): void {
    this.#rows.readDestination(this.#row, into);
  }

  get source(): IpAddress {
    return this.#rows.source(this.#row);
  }

  get destination(): IpAddress {
    return this.#rows.destination(this.#row);
  }

  get protocol(): number {
    return this.#rows.protocol(this.#row);
  }

  get sourcePort(): number {
    return this.#rows.sourcePort(this.#row);
  }

  get destinationPort(): number {
    return this.#rows.destinationPort(this.#row);
  }

  get icmpType(): number {
    return this.#first.icmpType(this.#slot);
  }

  get icmpCode(): number {
    return this.#first.icmpCode(this.#slot);
  }

  get tcpFlags(): number {
    return this.#first.tcpFlags(this.#slot);
  }

  get firstPacket(): number {
    return this.#first.index(this.#slot);
  }

  get seconds(): number {
    return this.#first.seconds(this.#slot);
  }

  get nanoseconds(): number {
    return this.#first.nanoseconds(this.#slot);
  }

  get duration(): number {
    return this.#rows.lastTime(this.#row) - this.#rows.firstTime(this.#row);
  }

  get packets(): EndedFlow['packets'] {
    return { original: this.#rows.packets(this.#row, 0), reply: this.#rows.packets(this.#row, 1) };
  }

  get bytes(): EndedFlow['bytes'] {
    return { original: this.#rows.bytes(this.#row, 0), reply: this.#rows.bytes(this.#row, 1) };
  }

  get allPackets(): number {
    return this.#rows.packets(this.#row, 0) + this.#rows.packets(this.#row, 1);
  }

  get allBytes(): number {
    return this.#rows.bytes(this.#row, 0) + this.#rows.bytes(this.#row, 1);
  }

  get midstream(): boolean {
    return this.#rows.isMidstream(this.#row);
  }

  /** One literal: spreading several makes it many times slower. */
  keep(): EndedFlow {
    return {
      source: this.source,
      destination: this.destination,
      protocol: this.protocol,
      sourcePort: this.sourcePort,
      destinationPort: this.destinationPort,
      icmpType: this.icmpType,
      icmpCode: this.icmpCode,
      tcpFlags: this.tcpFlags,
      firstPacket: this.firstPacket,
      seconds: this.seconds,
      nanoseconds: this.nanoseconds,
      duration: this.duration,
      packets: this.packets,
      bytes: this.bytes,
      midstream: this.midstream,
      outcomes: [...this.outcomes],
    };
  }
}
