import type { PolicyName } from '../../engine/decided-by.ts';
import { escapeText } from '../../terminal/escape.ts';
import type { WhyReport } from '../report.ts';

type Place = Pick<PolicyName, 'file' | 'line'>;

/** The command that shows the rule to look at first, in the file that was judged: a cluster may hold another. */
export function seeLine(report: WhyReport): readonly string[] {
  const place = placesOf(report).find(({ file, line }) => line > 0 && file !== '<stdin>');
  return place === undefined ? [] : [`  see it: less +${place.line} ${escapeText(shellWord(place.file))}`];
}

function placesOf({ decidedBy, egress, ingress }: WhyReport): readonly Place[] {
  if (!('direction' in decidedBy)) return [];
  if (!('implicit' in decidedBy)) return [decidedBy];
  const side = decidedBy.direction === 'egress' ? egress : ingress;
  return [...side.nearest, ...decidedBy.isolatedBy];
}

function shellWord(path: string): string {
  const safe = path.startsWith('-') ? `./${path}` : path;
  return /^[\w./+:@%=,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}
