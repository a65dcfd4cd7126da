import { afterEach, describe, expect, it, vi } from 'vitest';
import { BeyondTables } from '../../src/compile/bounds.ts';
import { tableLayout } from '../../src/conntrack/table-memory.ts';
import { flowRowBytes, tableRows } from '../../src/kernels/flow-layout.ts';
import { memoBytes } from '../../src/kernels/memo.ts';
import { ArenaPlan, firstAddress } from '../../src/replay/compiled/arena.ts';
import { EarlyMemory, type TakenMemory } from '../../src/replay/compiled/early-memory.ts';
import { type EarlyAddresses, planEarly } from '../../src/replay/compiled/early-plan.ts';
import { firstReadAddress } from '../../src/replay/compiled/pieces.ts';
import { readBytesAhead, readBytesAlone } from '../../src/replay/compiled/row-writer.ts';

const files = vi.hoisted(() => ({
  reads: [] as { address: number; length: number }[],
  openSync: undefined as (() => never) | undefined,
  isDevice: true,
  /** What a read gives, in place of what it has read. */
  given: undefined as [error: Error | null, count: number] | undefined,
}));

type Done = (error: Error | null, count: number) => void;

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  return {
    ...fs,
    openSync: (...args: Parameters<typeof fs.openSync>) => (files.openSync ?? fs.openSync)(...args),
    fstatSync: (fd: number) => (files.isDevice ? fs.fstatSync(fd) : { isCharacterDevice: () => false }),
    read: (fd: number, view: Uint8Array, at: number, length: number, from: null, done: Done) => {
      files.reads.push({ address: view.byteOffset, length });
      fs.read(fd, view, at, length, from, files.given ? () => done(...files.given!) : done);
    },
  };
});

afterEach(() => {
  vi.restoreAllMocks();
  files.reads = [];
  files.openSync = undefined;
  files.given = undefined;
  files.isDevice = true;
});

function made(maxFlows: number, bytes: number, threads = 0): EarlyMemory {
  return EarlyMemory.make(maxFlows, bytes, threads) as EarlyMemory;
}

function planned(maxFlows: number, threads = 0): EarlyAddresses {
  return planEarly(new ArenaPlan(), maxFlows, threads);
}

function taken(early: EarlyMemory): WebAssembly.Memory {
  return (early.take(planned(1024), 1024, firstAddress) as TakenMemory).memory;
}

function none(): never {
  throw new RangeError('could not allocate memory');
}

describe('memory that is made early', () => {
  const { cells, free, bytes } = tableLayout(1024);
  const index = { address: firstAddress + cells, length: free - cells };

  it.each([
    [1, 1],
    [10 * 2048, 10],
    [1e12, 1024],
  ])(
    'for %d bytes of captures has %d rows touched, and the index where that is small',
    async (captured, rows) => {
      const early = made(1024, captured);
      expect(await early.touched).toBe(rows);
      expect(files.reads.filter(({ address }) => address < firstAddress + bytes)).toEqual([
        { address: firstAddress + tableRows, length: rows * flowRowBytes },
        ...(rows < 5 ? [] : [index]),
      ]);
      const memory = taken(early);
      expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
    },
  );

  it.each([
    [0, readBytesAlone - 1, 0],
    [0, readBytesAlone, 1],
    [0, 1e12, 1],
    [1, readBytesAhead - 1, 0],
    [1, 3 * readBytesAhead, 3],
    [2, 1e12, 8],
  ])(
    'with %d threads that read ahead, and %d bytes of captures, has what is written of %d buffers touched',
    async (threads, captured, count) => {
      const early = made(1024, captured, threads);
      await early.touched;
      const plan = new ArenaPlan();
      const { memo, ring, buffer } = planEarly(plan, 1024, threads);
      const touched = files.reads.filter(({ address }) => address >= firstAddress + bytes);
      const buffers = (buffer === undefined ? (ring?.buffers ?? []) : [buffer]).slice(0, count);
      const readBytes = threads === 0 ? readBytesAlone : readBytesAhead;
      expect(touched).toHaveLength(count === 0 ? 0 : 1 + 3 * count);
      const isTouched = (from: number, to: number) =>
        touched.some(({ address, length }) => address <= from && address + length >= to);
      expect(isTouched(memo, memo + memoBytes)).toBe(count > 0);
      for (const one of buffers) {
        expect(isTouched(one.rows, one.rows + readBytes)).toBe(true);
        // Wherever in a page a read begins.
        expect(isTouched(firstReadAddress(one), firstReadAddress(one) + readBytes + 4095)).toBe(true);
      }
      for (const { address, length } of touched) expect(address + length).toBeLessThanOrEqual(plan.end);
    },
  );

  it('is left untouched where nothing is known of the captures', async () => {
    expect(await made(1024, 0).touched).toBe(0);
    expect(files.reads).toEqual([]);
  });

  it('is none where there is not enough', () => {
    vi.spyOn(WebAssembly, 'Memory').mockImplementation(none);
    expect(EarlyMemory.make(1024, 1, 0)).toBeUndefined();
  });

  it.each([
    [null, 10.5 * flowRowBytes, 10],
    [null, 0, 0],
    [new Error('EIO'), 5 * flowRowBytes, 0],
  ])('counts rows as touched that were: %s, %d bytes', async (error, count, rows) => {
    files.given = [error, count];
    expect(await made(1024, 1e6).touched).toBe(rows);
  });

  it('is left untouched where the device is none', async () => {
    files.isDevice = false;
    expect(await made(1024, 1e6).touched).toBe(0);
    expect(files.reads).toEqual([]);
  });

  it('has no more rows touched than those of the usual table', async () => {
    const early = made(2 ** 19, 1e12);
    expect(await early.touched).toBe(2 ** 18);
    expect(files.reads[0].length).toBe(2 ** 18 * flowRowBytes);
  });

  it('is left untouched where there is no device of zeros', async () => {
    files.openSync = () => {
      throw new Error('no such file');
    };
    const early = made(1024, 1e6);
    expect(await early.touched).toBe(0);
    expect(files.reads).toEqual([]);
  });

  it('becomes the memory of a plan, as large as that asks for', () => {
    const memory = taken(made(1024, 0));
    const before = memory.buffer.byteLength;
    expect(before).toBeGreaterThanOrEqual(firstAddress + bytes);
    const plan = new ArenaPlan();
    expect(plan.add(bytes)).toBe(firstAddress);
    const far = plan.add(2 ** 24);
    const arena = plan.make(memory);
    expect(arena.memory).toBe(memory);
    expect(arena.bytes.length).toBeGreaterThanOrEqual(far + 2 ** 24);
    expect(arena.bytes.length).toBeGreaterThan(before);
  });

  it('is for one plan of the same size, at its place', () => {
    const early = made(1500, 0);
    const plan = planned(1024);
    expect(early.take(planned(2048), 2048, 0)).toBeUndefined();
    expect(early.take(plan, 2048, 0)).toBeUndefined();
    expect(early.take({ ...plan, table: 2 * firstAddress }, 1024, 0)).toBeUndefined();
    expect(early.take(plan, 1024, 2 ** 31)).toEqual({ memory: expect.any(WebAssembly.Memory) });
    expect(early.take(plan, 1024, 0)).toBeUndefined();
  });

  it('is not for other threads, who have something else where zeros are read to', () => {
    expect(made(1024, 0, 0).take(planned(1024, 1), 1024, 0)).toBeUndefined();
    expect(made(1024, 0, 2).take(planned(1024, 0), 1024, 0)).toBeUndefined();
    expect(made(1024, 0, 2).take(planned(1024, 1), 1024, 0)).toBeDefined();
  });

  it('does not shrink for a plan that needs less', () => {
    const memory = taken(made(1024, 0));
    expect(new ArenaPlan().make(memory).bytes.length).toBe(memory.buffer.byteLength);
  });

  it('is beyond tables where the system does not give it', () => {
    vi.spyOn(WebAssembly, 'Memory').mockImplementation(none);
    expect(() => new ArenaPlan().make()).toThrow(BeyondTables);
    vi.restoreAllMocks();
    const early = taken(made(1024, 0));
    vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(none);
    const plan = new ArenaPlan();
    plan.add(2 ** 28);
    expect(() => plan.make(early)).toThrow(BeyondTables);
  });

  it('is bounded as any other', () => {
    const plan = new ArenaPlan();
    plan.add(2 ** 31);
    expect(() => plan.make(taken(made(1024, 0)))).toThrow(BeyondTables);
  });
});
