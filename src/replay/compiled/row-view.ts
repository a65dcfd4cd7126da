import type { CapturedPacket } from '../../capture/packet.ts';
import type { Stamps } from '../../defrag/clock.ts';
import {
  rowBytes,
  rowCaptured,
  rowDataAt,
  rowDestination,
  rowInterface,
  rowKind,
  rowLinkType,
  rowOriginal,
  rowPorts,
  rowSource,
  rowStatus,
  rowTime,
  rowWindow,
  statusOther,
} from '../../kernels/layout.ts';
import { type IpAddress, ipv4, ipv6 } from '../../net/address.ts';
import { hasMessageType, hasPorts } from '../../net/protocol.ts';
import type { PacketTraffic } from '../connection.ts';
import type { Arena } from './arena.ts';
import { exactTimeOf } from './row-writer.ts';

/** The rows of a batch (kernels/layout.ts) for TypeScript. */
export class RowView {
  readonly #arena: Arena;
  readonly #rows: number;

  constructor(arena: Arena, rows: number) {
    this.#arena = arena;
    this.#rows = rows;
  }

  /** Microseconds since 1970. */
  time(row: number): number {
    return this.#arena.doubles[(this.#rows + row * rowBytes + rowTime) / 8];
  }

  times(from: number, to: number): Stamps {
    const first = (this.#rows + from * rowBytes + rowTime) / 8;
    return { values: this.#arena.doubles, first, stride: rowBytes / 8, count: to - from };
  }

  captured(row: number): number {
    return this.#word(row, rowCaptured);
  }

  /** statusTracked, statusNonIp or statusOther. */
  status(row: number): number {
    return this.#word(row, rowStatus) & 0xffff;
  }

  /** HeaderSeen bits of a row that a kernel has read. */
  seen(row: number): number {
    return this.#word(row, rowStatus) >>> 16;
  }

  /** Gives the row back to whom it was for before a kernel read it. */
  leave(row: number): void {
    this.#arena.words[(this.#rows + row * rowBytes + rowStatus) / 4] = statusOther;
  }

  /** Who sends what to whom. Only of rows that the kernels read. */
  traffic(row: number): PacketTraffic {
    const protocol = this.#word(row, rowKind) & 255;
    const ports = this.#word(row, rowPorts);
    const message = this.#word(row, rowWindow);
    return {
      source: this.#address(row, rowSource),
      destination: this.#address(row, rowDestination),
      protocol,
      ...(hasPorts(protocol) && { sourcePort: ports >>> 16, destinationPort: ports & 0xffff }),
      ...(hasMessageType(protocol) && { icmp: { type: (message >>> 8) & 255, code: message & 255 } }),
    };
  }

  /** The packet as the capture has it; a view into the batch. */
  packet(row: number): CapturedPacket {
    const at = this.#word(row, rowDataAt);
    return {
      data: this.#arena.bytes.subarray(at, at + this.captured(row)) as Uint8Array,
      originalLength: this.#word(row, rowOriginal),
      ...this.#timestamp(row),
      linkType: this.#word(row, rowLinkType) & 0xffff,
      interfaceId: this.#word(row, rowInterface),
    };
  }

  #timestamp(row: number): Pick<CapturedPacket, 'seconds' | 'nanoseconds'> {
    const { doubles } = this.#arena;
    const exact = exactTimeOf(this.#arena, this.#rows, row);
    if (exact !== undefined) return { seconds: doubles[exact], nanoseconds: doubles[exact + 1] };
    const time = this.time(row);
    const seconds = Math.floor(time / 1e6);
    return { seconds, nanoseconds: (time - seconds * 1e6) * 1000 + (this.#word(row, rowLinkType) >>> 16) };
  }

  #address(row: number, at: number): IpAddress {
    const w3 = this.#word(row, at + 12);
    if (((this.#word(row, rowKind) >>> 8) & 255) === 4) return ipv4(w3);
    return ipv6(this.#word(row, at), this.#word(row, at + 4), this.#word(row, at + 8), w3);
  }

  #word(row: number, offset: number): number {
    return this.#arena.words[(this.#rows + row * rowBytes + offset) / 4];
  }
}
