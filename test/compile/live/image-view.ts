import { expect } from 'vitest';
import type { LiveTables } from '../../../src/compile/live/live-tables.ts';
import type { Connection } from '../../../src/ir/connection.ts';
import { placeClass, placeEgress, placeIngress } from '../../../src/kernels/image-layout.ts';
import { rowPorts, rowWindow } from '../../../src/kernels/layout.ts';
import { ld32, useMemory } from '../../../src/kernels/mem.ts';
import { placeOf } from '../../../src/kernels/places.ts';
import { answer, trafficClass } from '../../../src/kernels/tables.ts';
import type { IpAddress } from '../../../src/net/address.ts';
import { scratch } from './memory.ts';

type Traffic = Pick<Connection, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmp'>;

/** The image in force as kernels read it. */
export class ImageView {
  readonly #tables: LiveTables;
  readonly #memory: WebAssembly.Memory;

  constructor(tables: LiveTables, memory: WebAssembly.Memory) {
    this.#tables = tables;
    this.#memory = memory;
  }

  /** Both sides answer as the tables do. */
  check(source: IpAddress, destination: IpAddress, one: Traffic): void {
    const tables = this.#tables;
    const words = new Uint32Array(this.#memory.buffer);
    const image = tables.active;
    useMemory(this.#memory.buffer);
    const [from, to] = [source, destination].map((end) => {
      words.set([end.w0, end.w1, end.w2, end.w3], scratch / 4);
      return placeOf(image, end.family, scratch);
    });
    words[(scratch + rowPorts) / 4] = ((one.sourcePort ?? 0) << 16) | (one.destinationPort ?? 0);
    words[(scratch + rowWindow) / 4] = ((one.icmp?.type ?? 0) << 8) | (one.icmp?.code ?? 0);
    const traffic = trafficClass(image, scratch, one.protocol);
    const ids = [
      answer(image, ld32(from + placeEgress), ld32(to + placeClass), traffic),
      answer(image, ld32(to + placeIngress), ld32(from + placeClass), traffic),
    ];
    const places = [source, destination].map((end) => tables.placeOf(end)) as [never, never];
    const number = tables.trafficOf({ ...none, ...one });
    for (const [index, side] of (['egress', 'ingress'] as const).entries()) {
      const expected = tables.answer(side, ...places, number)?.id ?? 0;
      if (ids[index] !== expected) expect(ids[index], side).toBe(expected);
    }
  }
}

const none = { sourcePort: undefined, destinationPort: undefined, icmp: undefined };
