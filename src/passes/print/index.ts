import { type Compilation, compiled, imageOf } from '../compilation.ts';
import { printClasses } from './classes.ts';
import { printEntries } from './entries.ts';
import { printGroups } from './groups.ts';
import { printIdentities } from './identities.ts';
import { printImage } from './image.ts';
import { printPlaces } from './places.ts';
import { printPrefixes } from './prefixes.ts';
import { printPrograms } from './programs.ts';
import { printRows } from './rows.ts';
import { printTraffic } from './traffic.ts';
import { printTrees } from './trees.ts';

/** Passes that can be printed. */
export const printedPasses = [
  'identities',
  'prefixes',
  'places',
  'groups',
  'entries',
  'programs',
  'traffic',
  'classes',
  'rows',
  'trees',
  'image',
] as const;
export type PrintedPass = (typeof printedPasses)[number];

/**
 * What a pass made, as a text for people, escaped, with its line ends. The same policies and inventory give the same
 * text. Throws `beyond-tables` where there is nothing to print.
 */
export function printPass(pass: PrintedPass, compilation: Compilation): string {
  if (pass === 'image') return printImage(imageOf(compilation));
  if (pass === 'trees') return printTrees(compilation);
  return printers[pass](compiled(compilation));
}

const printers = {
  identities: printIdentities,
  prefixes: printPrefixes,
  places: printPlaces,
  groups: printGroups,
  entries: printEntries,
  programs: printPrograms,
  traffic: printTraffic,
  classes: printClasses,
  rows: printRows,
};
