import { type SideName, sides } from '../compile/answers.ts';
import type { Program } from '../compile/programs.ts';
import type { Table } from '../compile/rows.ts';
import type { TablePlace } from '../compile/tables.ts';
import type { Compiled } from './compilation.ts';
import { PlaceNames } from './place-names.ts';

/** Who is asked by a program or table, and on which side of a connection. */
export interface Asked {
  readonly side: SideName;
  /** Names, each once, in the order of the places. */
  readonly subjects: Set<string>;
}

export function sideText(side: SideName): string {
  return {
    egress: 'egress',
    ingress: 'ingress',
    forwardedEgress: 'forwarded egress',
    forwardedIngress: 'forwarded ingress',
  }[side];
}

/** By program: who shares it. */
export function askedByProgram(compilation: Compiled): ReadonlyMap<Program, Asked> {
  const found = new Map<Program, Asked>();
  const names = new PlaceNames(compilation);
  for (const { place, side, table } of tablesOf(compilation)) {
    for (const [index, program] of table.members.entries()) {
      const subject = isForwarding(side) ? forwarderOf(place, compilation) : place.holders[index];
      if (subject !== undefined) note(found, program, side, names.entity(subject));
    }
  }
  return found;
}

/** By table: the places that have it. */
export function askedByTable(
  compilation: Compiled,
): ReadonlyMap<Table, { side: SideName; places: number[] }> {
  const found = new Map<Table, { side: SideName; places: number[] }>();
  for (const { place, side, table } of tablesOf(compilation)) {
    const known = found.get(table);
    if (known === undefined) found.set(table, { side, places: [place.id] });
    else known.places.push(place.id);
  }
  return found;
}

function tablesOf({ tables }: Compiled): readonly { place: TablePlace; side: SideName; table: Table }[] {
  return tables.places.flatMap((place) =>
    sides.flatMap((side) => {
      const table = place.tables[side];
      return table === undefined ? [] : [{ place, side, table }];
    }),
  );
}

function note(found: Map<Program, Asked>, program: Program, side: SideName, subject: string): void {
  const known = found.get(program);
  if (known === undefined) found.set(program, { side, subjects: new Set([subject]) });
  else known.subjects.add(subject);
}

function isForwarding(side: SideName): boolean {
  return side === 'forwardedEgress' || side === 'forwardedIngress';
}

/** The node that forwards for the pod of a place. */
function forwarderOf({ holders }: TablePlace, { set }: Compiled) {
  const pod = holders.find(({ kind }) => kind === 'pod');
  return pod && set.forwarding?.nodes.get(pod.node);
}
