import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacketRecord } from '../../src/capture/record.ts';
import { parseResolution, setTime } from '../../src/capture/timestamp.ts';

/** The definition, in whole numbers of any size. */
function expected(ticks: bigint, value: number, offset: number): [number, number] {
  const units = value & 0x80 ? 2n ** BigInt(value & 0x7f) : 10n ** BigInt(value);
  return [Number(ticks / units) + offset, Number(((ticks % units) * 1_000_000_000n) / units)];
}

function actual(ticks: bigint, value: number, offset: number): [number, number] {
  const record = new PacketRecord();
  const resolution = parseResolution(value);
  if (resolution === undefined) throw new Error(`no resolution ${value}`);
  setTime(record, Number(ticks >> 32n), Number(ticks & 0xffffffffn), resolution, offset);
  return [record.seconds, record.nanoseconds];
}

const decimals = Array.from({ length: 20 }, (_, exponent) => exponent);
const binaries = Array.from({ length: 64 }, (_, exponent) => 0x80 | exponent);

describe('a timestamp', () => {
  it('is exact for every unit and every 64-bit count', () => {
    const seconds = fc.integer({ min: -4_000_000_000, max: 4_000_000_000 });
    fc.assert(
      fc.property(
        fc.constantFrom(...decimals, ...binaries),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        seconds,
        (value, ticks, offset) => {
          expect(actual(ticks, value, offset)).toEqual(expected(ticks, value, offset));
        },
      ),
      { numRuns: 3000, verbose: true },
    );
  });

  it('is exact next to every full second', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...decimals.slice(0, 10)),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 2n }),
        fc.constantFrom(-1n, 0n, 1n),
        (value, count, step) => {
          const units = 10n ** BigInt(value);
          const ticks = (count / units) * units + step;
          fc.pre(ticks >= 0n);
          expect(actual(ticks, value, 0)).toEqual(expected(ticks, value, 0));
        },
      ),
      { numRuns: 3000, verbose: true },
    );
  });

  it('has no unit that 64 bits cannot hold a second of', () => {
    expect([19, 20, 127].map((value) => parseResolution(value) === undefined)).toEqual([false, true, true]);
    expect([63, 64, 127].map((value) => parseResolution(0x80 | value) === undefined)).toEqual([
      false,
      true,
      true,
    ]);
  });
});
