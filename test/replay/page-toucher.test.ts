import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { flowRowBytes, tableCapacity, tableRows, tableUsed } from '../../src/kernels/flow-layout.ts';
import { ArenaPlan } from '../../src/replay/compiled/arena.ts';
import { PageToucher } from '../../src/replay/compiled/page-toucher.ts';

const capacity = 16384;
const pageBytes = 4096;
/** Slots ahead of those in use. */
const reach = 8192;

describe('pages that are touched ahead', () => {
  const plan = new ArenaPlan();
  const table = plan.add(tableRows + capacity * flowRowBytes);
  const beside = { address: plan.add(capacity * 8), bytes: 8 };
  const arena = plan.make();
  const rows = table + tableRows;
  let touched: number[] = [];

  beforeEach(() => {
    arena.words[(table + tableCapacity) / 4] = capacity;
    use(0);
    vi.spyOn(Atomics, 'compareExchange').mockImplementation(note as never);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    touched = [];
  });

  function note(_: Int32Array, index: number): number {
    return touched.push(index * 4);
  }

  function use(slots: number): void {
    arena.words[(table + tableUsed) / 4] = slots;
  }

  it('are those of the rows that are used soon, and of what stands beside them, once', () => {
    const toucher = new PageToucher(arena, table, 0, [beside]);
    toucher.advance();
    expect(touched).toEqual([
      ...pages(rows, reach * flowRowBytes),
      ...pages(beside.address, reach * beside.bytes),
    ]);
    touched = [];
    toucher.advance();
    expect(touched).toEqual([]);
    use(pageBytes / flowRowBytes);
    toucher.advance();
    expect(touched).toEqual([rows + reach * flowRowBytes, beside.address + reach * beside.bytes]);
    use(capacity);
    toucher.advance();
    expect(Math.max(...touched)).toBeLessThan(beside.address + capacity * beside.bytes);
    expect(touched).toContain(
      rows + (capacity - 1) * flowRowBytes - (((capacity - 1) * flowRowBytes) % pageBytes),
    );
  });

  it('are none of the rows that have their pages', () => {
    new PageToucher(arena, table, capacity, [beside]).advance();
    expect(touched).toEqual(pages(beside.address, reach * beside.bytes));
    touched = [];
    new PageToucher(arena, table, pageBytes / flowRowBytes, []).advance();
    expect(touched).toEqual(pages(rows, reach * flowRowBytes).slice(1));
  });
});

function pages(from: number, bytes: number): readonly number[] {
  return Array.from({ length: bytes / pageBytes }, (_, page) => from + page * pageBytes);
}
