import { checksumText, verifyImage } from '../compile/image-file.ts';
import type { Passes, PassName } from '../compile/passes.ts';
import { type Cap, capsOf, type LookedUpIn, lookedUpIn } from './caps.ts';
import type { Compilation } from './compilation.ts';

/** `tierwall.compile/v1`, as the JSON output has it. */
export interface BuildReport {
  readonly schema: 'tierwall.compile/v1';
  readonly engine: string;
  /** In order; those behind a cap that was hit are absent. */
  readonly passes: readonly PassReport[];
  readonly caps: readonly Cap[];
  readonly lookedUpIn: LookedUpIn;
  /** Which part was too large for an image, which is to say for tables and trees; null where there is one. */
  readonly beyond: string | null;
  /** Which part was too large for tables, so that there are trees, or neither; null where there are tables. */
  readonly beyondTables: string | null;
  /** Which part was too large for trees; null where there are trees, or tables. */
  readonly beyondTrees: string | null;
  /** What the reference evaluator is asked although there are tables or trees. */
  readonly leftToReference: LeftToReference;
  readonly image: ImageReport | null;
}

export interface PassReport {
  readonly pass: PassName | 'image';
  readonly sizes: Readonly<Record<string, number>>;
  readonly milliseconds: number;
}

export interface LeftToReference {
  /** Pairs where a DNS name leads to an end. */
  readonly named: boolean;
  /** Pairs of pods on one node. */
  readonly sameNode: boolean;
  /** All pairs of so many places: those whose holders are on several nodes, and their like. */
  readonly specialPlaces: number;
}

export interface ImageReport {
  readonly version: number;
  readonly bytes: number;
  /** Eight hexadecimal digits. */
  readonly checksum: string;
}

export function buildReport(compilation: Compilation): BuildReport {
  const { set, tables, trees, image, beyondTables, beyondTrees } = compilation;
  const lookup = tables ?? trees;
  return {
    schema: 'tierwall.compile/v1',
    engine: set.engine,
    passes: passReports(compilation),
    caps: capsOf(compilation),
    lookedUpIn: lookedUpIn(compilation),
    beyond: image === undefined ? beyondTables : null,
    beyondTables: beyondTables || null,
    beyondTrees: beyondTrees || null,
    leftToReference: {
      named: lookup?.usesNames ?? false,
      sameNode: lookup?.nodeMatters ?? false,
      specialPlaces: lookup?.places.filter(({ isSpecial }) => isSpecial).length ?? 0,
    },
    image: imageReport(compilation),
  };
}

function passReports(compilation: Compilation): readonly PassReport[] {
  const { made, milliseconds, image } = compilation;
  const names = Object.keys(made) as PassName[];
  const reports: PassReport[] = names.map((pass) => ({
    pass,
    sizes: sizesOf(pass, compilation),
    milliseconds: milliseconds[pass] ?? 0,
  }));
  if (image === undefined) return reports;
  return [
    ...reports,
    { pass: 'image', sizes: { bytes: image.length }, milliseconds: milliseconds.image ?? 0 },
  ];
}

type Sizes = Readonly<Record<string, number>>;

function sizesOf<Name extends PassName>(pass: Name, compilation: Compilation): Sizes {
  return sizes[pass](compilation.made[pass] as Passes[Name], compilation);
}

const sizes: { readonly [Name in PassName]: (made: Passes[Name], compilation: Compilation) => Sizes } = {
  mentions: ({ attributes, portNames }) => ({ attributes: attributes.size, portNames: portNames.size }),
  identities: ({ size }, { inventory }) => ({ identities: size, entities: inventory.entities.length }),
  prefixes: ({ all }) => ({ prefixes: all.length }),
  networks: ({ size }) => ({ networkClasses: size }),
  places: (places) => ({
    places: places.length,
    outside: places.filter(({ address }) => address === undefined).length,
  }),
  groups: ({ size }) => ({ groups: size }),
  programs: ({ entries, programs, forwarding }) => ({
    entries: entries.all.length,
    programs: programs.all.length + (forwarding?.all.length ?? 0),
  }),
  traffic: ({ size, ofCell }) => ({ trafficClasses: size, cells: ofCell.length }),
  classes: ({ size }) => ({ addressClasses: size }),
  rows: (_, compilation) => rowSizes(compilation),
  trees: ({ boxes, forest }) => ({
    boxes,
    nodes: forest.size,
    boxesInLeaves: forest.boxesInLeaves,
    longestLeaf: forest.longest,
  }),
};

function rowSizes({ tables }: Compilation): Sizes {
  if (tables === undefined) return {};
  const { rows, traffic, answers } = tables;
  return {
    tables: tables.tables.length,
    rows: rows.size,
    signatures: rows.signatures.length / traffic.size,
    // Without the one of nobody.
    answers: answers.all.length - 1,
  };
}

function imageReport({ image }: Compilation): ImageReport | null {
  if (image === undefined) return null;
  const { version, bytes, checksum } = verifyImage(image, 'the image');
  return { version, bytes, checksum: checksumText(checksum) };
}
