import { formatCidr } from '../../net/cidr.ts';
import { table } from '../../terminal/table.ts';
import type { Compiled } from '../compilation.ts';

/** Each prefix below the one around it, with its network class. */
export function printPrefixes({ made: { prefixes, networks } }: Compiled): string {
  return table(
    prefixes.all.map((cidr, prefix) => ({ cidr, prefix })),
    [
      { heading: 'PREFIX', cell: ({ prefix }) => prefix },
      {
        heading: 'NETWORK',
        cell: ({ cidr, prefix }) => '  '.repeat(depth(prefixes.parents, prefix)) + formatCidr(cidr),
      },
      { heading: 'NETWORK CLASS', cell: ({ prefix }) => networks.of(prefix) },
    ],
  );
}

function depth(parents: Int32Array, prefix: number): number {
  let steps = 0;
  for (let parent = parents[prefix]; parent >= 0; parent = parents[parent]) steps++;
  return steps;
}
