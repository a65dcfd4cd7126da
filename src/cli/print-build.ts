import type { Cap, Fallback, LookedUpIn } from '../passes/caps.ts';
import type { BuildReport, LeftToReference, PassReport } from '../passes/report.ts';
import { formatCount } from '../terminal/number.ts';
import type { Column } from '../terminal/table.ts';
import type { View } from './view.ts';

/** The build report for people: the passes, the caps, and what connections are looked up in. */
export async function printBuild(report: BuildReport, view: View): Promise<void> {
  await view.table(report.passes, passColumns);
  await view.line();
  await view.table(report.caps, capColumns);
  await view.line();
  for (const line of lookupLines(report)) await view.line(line);
}

const passColumns: readonly Column<PassReport>[] = [
  { heading: 'PASS', cell: ({ pass }) => pass },
  { heading: 'MADE', cell: ({ sizes }) => sizesText(sizes) },
  { heading: 'MS', cell: ({ milliseconds }) => milliseconds.toFixed(1), align: 'right' },
];

const capColumns: readonly Column<Cap>[] = [
  { heading: 'CAP', cell: ({ cap }) => words(cap) },
  { heading: 'USED', cell: ({ used }) => (used === null ? '-' : formatCount(used)), align: 'right' },
  { heading: 'LIMIT', cell: ({ limit }) => limit },
  { heading: '', cell: shareText, align: 'right' },
  { heading: 'BEYOND IT', cell: ({ fallback }) => places[fallback] },
];

/** What answers, and where. */
const places: Readonly<Record<LookedUpIn | Fallback, string>> = {
  image: 'the image, by the kernels',
  trees: 'trees in the image, by the kernels',
  ranges: 'ranges of addresses in the image',
  typescript: 'TypeScript',
  reference: 'the reference evaluator',
};

function lookupLines(report: BuildReport): readonly string[] {
  const { image, lookedUpIn, leftToReference, beyondTables, beyondTrees } = report;
  const isTrees = beyondTables !== null && beyondTrees === null;
  return [
    ...(image === null
      ? []
      : [`image: version ${image.version}, ${formatCount(image.bytes)} bytes, checksum ${image.checksum}`]),
    `connections are looked up in ${places[isTrees && image !== null ? 'trees' : lookedUpIn]}${reasons(report)}`,
    ...(lookedUpIn === 'reference' ? [] : leftLines(leftToReference)),
  ];
}

function reasons({ beyondTables, beyondTrees }: BuildReport): string {
  const parts = [
    ...(beyondTables === null ? [] : [`no tables: ${beyondTables}`]),
    ...(beyondTrees === null ? [] : [`no trees: ${beyondTrees}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function leftLines({ named, sameNode, specialPlaces }: LeftToReference): readonly string[] {
  const left = [
    ...(named ? ['pairs of which an end has a DNS name'] : []),
    ...(sameNode ? ['pairs on one node'] : []),
    ...(specialPlaces > 0 ? [`pairs with ${formatCount(specialPlaces)} addresses that several hold`] : []),
  ];
  return left.map((pairs) => `${pairs} are left to the reference evaluator`);
}

function shareText({ used, limit }: Cap): string {
  if (used === null) return '-';
  const percent = (100 * used) / limit;
  return `${percent > 0 && percent < 0.1 ? '<0.1' : percent.toFixed(1)}%`;
}

function sizesText(sizes: PassReport['sizes']): string {
  return Object.entries(sizes)
    .map(([name, size]) => `${formatCount(size)} ${words(name)}`)
    .join(', ');
}

/** `trafficClasses` -> `traffic classes`. */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
