import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Kernels } from '../../src/kernels/load.ts';
import { RowClaims } from '../../src/replay/compiled/row-claims.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Batches of 100 rows on a machine where one takes so long; gives the claims that were made. */
function play(
  claims: RowClaims,
  machine: { clock: number; claimed: number },
  batches: number,
  took: number[],
) {
  let made = 0;
  for (let n = 0; n < batches; n++) {
    machine.claimed = 0;
    claims.begin(4096);
    const isClaimed = machine.claimed > 0;
    made += Number(isClaimed);
    machine.clock += took[Number(isClaimed)];
    claims.end(100);
  }
  return made;
}

function setUp() {
  const machine = { clock: 1, claimed: 0 };
  vi.spyOn(performance, 'now').mockImplementation(() => machine.clock);
  const claimRows = vi.fn((_rows: number, count: number) => {
    machine.claimed = count;
  });
  return { machine, claimRows, claims: new RowClaims({ claimRows } as unknown as Kernels) };
}

describe('claims of rows', () => {
  it('are made where they save time, and tried now and then elsewhere', () => {
    const { machine, claims, claimRows } = setUp();
    const [near, far] = [
      [1, 1.1],
      [3, 1.2],
    ];
    expect(play(claims, machine, 320, near)).toBe(10);
    expect(claimRows).toHaveBeenLastCalledWith(4096, 100);
    expect(play(claims, machine, 320, far)).toBeGreaterThan(240);
    expect(play(claims, machine, 640, far)).toBe(620);
    expect(play(claims, machine, 320, near)).toBeLessThan(250);
    expect(play(claims, machine, 320, near)).toBe(10);
  });

  it('are not misled by a thread that was interrupted', () => {
    const { machine, claims } = setUp();
    play(claims, machine, 320, [1, 1.1]);
    play(claims, machine, 1, [4000, 4000]);
    expect(play(claims, machine, 320, [1, 1.1])).toBeLessThan(120);
  });

  it('take no time of batches that they did not see begin', () => {
    const { machine, claims } = setUp();
    play(claims, machine, 65, [1, 1.1]);
    machine.clock += 1e6;
    claims.end(5);
    expect(play(claims, machine, 320, [1, 1.1])).toBe(10);
  });

  it('are not misled by the first batch, which is slow', () => {
    const { machine, claims } = setUp();
    play(claims, machine, 1, [10, 10]);
    expect(play(claims, machine, 319, [1, 1.1])).toBe(10);
  });

  it('are of as many rows as the last batch had, and are tried, though a file ends with a batch of none', () => {
    const { machine, claims, claimRows } = setUp();
    let made = 0;
    for (let file = 0; file < 128; file++) {
      made += play(claims, machine, 1, [3, 1.2]);
      claims.begin(4096);
      claims.end(0);
    }
    expect(made).toBeGreaterThan(80);
    for (const [, count] of claimRows.mock.calls) expect(count).toBe(100);
  });
});
