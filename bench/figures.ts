import { median, type Run } from './contender.ts';
import type { Measured, Self } from './contenders.ts';

/** One run of a contender: what was seen from outside and what it says of itself. */
export type Sample = Run & Self;

export interface Row {
  readonly name: string;
  readonly packets: number;
  /** Medians. Loop: without start and set-up; wall: the whole process. */
  readonly loopSeconds?: number;
  readonly wallSeconds: number;
  readonly setupSeconds?: number;
  readonly nanosecondsPerPacket?: number;
  /** Medians of the ratios of each round, loop to loop; wall to wall for a program that does not tell its loop. */
  readonly ratioToP?: number;
  readonly ratioToF?: number;
  /** Absent for a process that ended before anybody looked. */
  readonly peakMiB?: number;
  readonly flows?: number;
  readonly deniedFlows?: number;
  readonly checksum?: string;
}

/** The samples of all contenders, in order of their rounds. */
export class Samples {
  readonly #of: ReadonlyMap<Measured, readonly Sample[]>;

  constructor(runs: ReadonlyMap<Measured, readonly Run[]>) {
    this.#of = new Map(
      [...runs].map(([one, of]) => [one, of.map((run) => ({ ...run, ...one.read(run.stdout) }))]),
    );
  }

  of(contender: Measured | undefined): readonly Sample[] {
    return (contender && this.#of.get(contender)) ?? [];
  }

  /** Median over the rounds of time a packet against time a packet; undefined where one of them is missing. */
  ratio(one: Measured | undefined, other: Measured | undefined): number | undefined {
    if (one === undefined || other === undefined) return undefined;
    const [over, under] = [this.of(one), this.of(other)];
    const ratios = over.map((sample, round) => {
      const isLoop = sample.loopSeconds !== undefined && under[round].loopSeconds !== undefined;
      const seconds = (of: Sample) => (isLoop ? (of.loopSeconds ?? 0) : of.seconds);
      return seconds(sample) / one.packets / (seconds(under[round]) / other.packets);
    });
    return ratios.length === 0 ? undefined : median(ratios);
  }

  median(
    contender: Measured | undefined,
    field: 'loopSeconds' | 'setupSeconds' | 'seconds',
  ): number | undefined {
    const values = this.of(contender).flatMap((sample) => sample[field] ?? []);
    return values.length === 0 ? undefined : median(values);
  }

  peakBytes(contender: Measured | undefined): number | undefined {
    const peak = Math.max(0, ...this.of(contender).map((sample) => sample.peakBytes));
    return peak === 0 ? undefined : peak;
  }

  /** Needs a round. */
  row(contender: Measured, libpcap: Measured | undefined, floor: Measured | undefined): Row {
    const { name, packets } = contender;
    const loopSeconds = this.median(contender, 'loopSeconds');
    const peakBytes = this.peakBytes(contender);
    const [{ flows, deniedFlows, checksum }] = this.of(contender);
    return {
      name,
      packets,
      loopSeconds,
      wallSeconds: this.median(contender, 'seconds') ?? 0,
      setupSeconds: this.median(contender, 'setupSeconds'),
      nanosecondsPerPacket: loopSeconds && (loopSeconds / packets) * 1e9,
      ratioToP: this.ratio(contender, libpcap),
      ratioToF: loopSeconds && this.ratio(contender, floor),
      peakMiB: peakBytes && peakBytes / 2 ** 20,
      flows,
      deniedFlows,
      checksum,
    };
  }
}

/** A figure that has to be at most `must` and is to be at most `goal`. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** Undefined: not measured in this run. */
  readonly value: number | undefined;
  readonly must?: number;
  readonly goal?: number;
}

export function verdict({ value, must, goal }: Figure): string {
  if (value === undefined) return 'not measured';
  if (goal !== undefined && value <= goal) return 'goal met';
  if (must !== undefined && value > must) return 'MISSED';
  return must === undefined ? 'goal missed' : 'must met';
}
