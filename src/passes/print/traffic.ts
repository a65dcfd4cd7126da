import { table } from '../../terminal/table.ts';
import type { Compiled } from '../compilation.ts';
import { TrafficWords } from '../traffic-words.ts';

/** Each traffic class in words. */
export function printTraffic({ made: { traffic } }: Compiled): string {
  const words = new TrafficWords(traffic);
  return table(
    Array.from({ length: traffic.size }, (_, number) => number),
    [
      { heading: 'TRAFFIC CLASS', cell: (number) => number },
      { heading: 'TRAFFIC', cell: (number) => words.of(new Set([number])) },
    ],
  );
}
