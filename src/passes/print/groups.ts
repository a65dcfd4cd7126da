import { table } from '../../terminal/table.ts';
import type { Compiled } from '../compilation.ts';
import { PlaceNames } from '../place-names.ts';

/** Each group with the places in it, and why they are one group. */
export function printGroups(compilation: Compiled): string {
  const { groups, mentions } = compilation.made;
  const names = new PlaceNames(compilation);
  const members = placesByGroup(groups.size, groups.of);
  return table(
    groups.all.map((group, number) => ({ ...group, number })),
    [
      { heading: 'GROUP', cell: ({ number }) => number },
      { heading: 'FAMILY', cell: ({ family }) => (mentions.family ? `IPv${family}` : 'any') },
      { heading: 'NETWORK CLASS', cell: ({ networkClass }) => networkClass },
      { heading: 'IDENTITIES', cell: ({ identities }) => identities.join(', ') || '-' },
      { heading: 'PLACES', cell: ({ number }) => names.list(members[number]) },
    ],
  );
}

function placesByGroup(size: number, groupOf: Int32Array): readonly (readonly number[])[] {
  const members: number[][] = Array.from({ length: size }, () => []);
  for (const [place, group] of groupOf.entries()) members[group].push(place);
  return members;
}
