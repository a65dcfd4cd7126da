import { table } from '../../terminal/table.ts';
import type { Compiled } from '../compilation.ts';
import { PlaceNames } from '../place-names.ts';

/** Each class of addresses with its groups and places: a column of the tables. */
export function printClasses(compilation: Compiled): string {
  const { groups, classes } = compilation.made;
  const names = new PlaceNames(compilation);
  const members: number[][] = Array.from({ length: classes.size }, () => []);
  for (let group = 0; group < groups.size; group++) members[classes.of(group)].push(group);
  return table(
    members.map((own, number) => ({ own, number })),
    [
      { heading: 'CLASS', cell: ({ number }) => number },
      { heading: 'GROUPS', cell: ({ own }) => own.join(', ') },
      { heading: 'PLACES', cell: ({ number }) => names.ofClasses([number]) },
    ],
  );
}
