import type { PacketRecord } from './record.ts';

/** How the timestamps of one pcapng interface count. */
export interface Resolution {
  /** Ticks in a second. */
  readonly unitsPerSecond: number;
  /** Nanoseconds of a tick, where that is a whole number; else 0. */
  readonly nanosecondsPerUnit: number;
  /** The exponent form of if_tsresol, for the slow way. */
  readonly base: 2 | 10;
  readonly exponent: number;
}

const billion = 1_000_000_000;
const two32 = 2 ** 32;
/** Up to here a quotient of doubles is off by one at most. */
const exactQuotient = 2 ** 51;

export const microseconds = makeResolution(10, 6);

function makeResolution(base: 2 | 10, exponent: number): Resolution {
  const unitsPerSecond = base ** exponent;
  const whole = billion % unitsPerSecond === 0;
  return { unitsPerSecond, nanosecondsPerUnit: whole ? billion / unitsPerSecond : 0, base, exponent };
}

/**
 * The value of if_tsresol: the high bit chooses powers of 2, else 10. Undefined for a unit that is too small
 * for 64 bits to hold a second of it.
 */
export function parseResolution(value: number): Resolution | undefined {
  const exponent = value & 0x7f;
  if (value & 0x80) return exponent <= 63 ? makeResolution(2, exponent) : undefined;
  return exponent <= 19 ? makeResolution(10, exponent) : undefined;
}

/** Sets the record's time from a 64-bit count of ticks (two unsigned words) and an offset in seconds. */
export function setTime(
  record: PacketRecord,
  high: number,
  low: number,
  resolution: Resolution,
  offset: number,
): void {
  const { unitsPerSecond, nanosecondsPerUnit } = resolution;
  let seconds = Math.floor((high * two32 + low) / unitsPerSecond);
  if (nanosecondsPerUnit === 0 || seconds >= exactQuotient) {
    setTimeSlowly(record, high, low, resolution, offset);
    return;
  }
  // The rest is smaller than 2^30, so its low 32 bits are all of it, and they show a quotient that is one off.
  let rest = (low - Math.imul(seconds, unitsPerSecond)) | 0;
  if (rest < 0) {
    seconds--;
    rest += unitsPerSecond;
  } else if (rest >= unitsPerSecond) {
    seconds++;
    rest -= unitsPerSecond;
  }
  record.seconds = seconds + offset;
  record.nanoseconds = rest * nanosecondsPerUnit;
}

/** Powers of 2, and units below a nanosecond: rare enough for BigInt. Rounds down to whole nanoseconds. */
function setTimeSlowly(
  record: PacketRecord,
  high: number,
  low: number,
  { base, exponent }: Resolution,
  offset: number,
): void {
  const ticks = (BigInt(high) << 32n) | BigInt(low);
  const units = BigInt(base) ** BigInt(exponent);
  record.seconds = Number(ticks / units) + offset;
  record.nanoseconds = Number(((ticks % units) * BigInt(billion)) / units);
}
