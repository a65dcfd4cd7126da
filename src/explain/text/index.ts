import { noPaint, type Paint } from '../../terminal/colour.ts';
import type { WhyReport } from '../report.ts';
import { headLines } from './head.ts';
import { walkLines } from './walk.ts';

/** For people: the answer first, then the walk of each side, stage by stage. */
export function formatWhyText(report: WhyReport, paint: Paint = noPaint): string {
  const lines = [
    ...headLines(report, paint),
    ...walkLines('egress', report.egress, paint),
    ...(report.forwarded ?? []).flatMap((side) => walkLines(side.direction, side, paint)),
    ...walkLines('ingress', report.ingress, paint),
  ];
  return `${lines.join('\n')}\n`;
}
