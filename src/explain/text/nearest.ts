import type { Paint } from '../../terminal/colour.ts';
import { escapeText } from '../../terminal/escape.ts';
import type { WhyMiss, WhySide } from '../report.ts';
import { differenceWords, namedRule, placeText } from './words.ts';

/** What would have to be true: the rules that came closest, and what the connection is instead. */
export function nearestLines(side: WhySide, paint: Paint): readonly string[] {
  const isImplicit = 'implicit' in side.decidedBy && side.decidedBy.implicit === 'deny';
  if (!isImplicit) return [];
  if (side.nearest.length === 0) return ['  no rule comes near: the policies say nothing like it'];
  return side.nearest.flatMap((miss) => missLines(miss, paint));
}

function missLines(miss: WhyMiss, paint: Paint): readonly string[] {
  const differences = miss.failsOn.map((part) => differenceWords[part]).join(' and ');
  const rule = escapeText(namedRule(miss, miss.rule));
  return [
    `  ${paint('heading', 'nearest miss')}: ${rule} matches but for the ${differences}${placeText(miss, paint)}`,
    `    it wants  ${escapeText(miss.wants)}`,
    ...miss.is.map((fact, index) => `    ${index === 0 ? 'this is' : '       '}   ${escapeText(fact)}`),
  ];
}
