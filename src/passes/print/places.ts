import type { TablePlace } from '../../compile/tables.ts';
import { table } from '../../terminal/table.ts';
import type { Compiled } from '../compilation.ts';
import { PlaceNames } from '../place-names.ts';

/** Each place with its holders, and with the numbers that later passes gave it. */
export function printPlaces(compilation: Compiled): string {
  const { made, tables } = compilation;
  const names = new PlaceNames(compilation);
  return table(tables.places, [
    { heading: 'PLACE', cell: ({ id }) => id },
    { heading: 'ADDRESS', cell: (place) => names.address(place) },
    { heading: 'HOLDERS', cell: (place) => names.holders(place) || '-' },
    { heading: 'GROUP', cell: ({ id }) => made.groups.of[id] },
    { heading: 'CLASS', cell: (place) => place.class },
    { heading: 'HOUSEHOLD', cell: ({ household }) => household || '-' },
    { heading: 'NODE', cell: ({ node }) => node || '-' },
    { heading: 'IS', cell: factsText },
  ]);
}

function factsText({ isHost, isSpecial, isGoverned }: TablePlace): string {
  const facts = [isHost && 'host', isSpecial && 'special', isGoverned && 'governed'];
  return facts.filter((fact) => fact !== false).join(', ') || '-';
}
