import type { Source } from '../diagnostics/source.ts';
import { endingText, ruleText } from '../engine/decided-by.ts';
import type { Counts, EndingCount, RuleCount, RuleCounts } from '../replay/rule-counts.ts';
import { escapeText } from '../terminal/escape.ts';
import { formatCount, formatCountOf } from '../terminal/number.ts';
import type { Column } from '../terminal/table.ts';
import type { View } from './view.ts';

/** So many of those that decided most are shown, and so many of those that decided nothing. */
const mostDeciders = 5;
const mostIdle = 3;

interface Row extends Counts {
  readonly text: string;
  readonly source: Source | undefined;
}

/** What rules and default denials decided, those of most packets first, and which rules decided nothing. */
export async function printRules(
  { rules, endings }: RuleCounts,
  showAll: boolean,
  view: View,
): Promise<void> {
  const deciders = [...rules.map(ruleRow), ...endings.map(endingRow)].filter(({ packets }) => packets > 0);
  const counted = rules.filter(canDecide);
  if (deciders.length + counted.length === 0) return;
  await view.line();
  const shown = deciders.sort((a, b) => b.packets - a.packets).slice(0, showAll ? undefined : mostDeciders);
  if (shown.length > 0) await view.table(shown, columns);
  const left = deciders.length - shown.length;
  if (left > 0) await view.line(`and ${formatCount(left)} more deciders (--rules shows all)`);
  const idle = counted.filter(({ packets }) => packets === 0);
  if (counted.length > 0)
    await view.text(showAll ? idleList(idle, counted.length) : idleLine(idle, counted.length));
}

/** Rules of the engine itself are nobody's to tidy up; `pass` and `log` leave the decision to others. */
function canDecide({ source, action }: RuleCount): boolean {
  return source.path.length > 0 && action !== 'pass' && action !== 'log';
}

const columns: readonly Column<Row>[] = [
  { heading: 'DECIDER', cell: ({ text }) => text },
  { heading: 'FLOWS', cell: ({ flows }) => flows },
  { heading: 'PACKETS', cell: ({ packets }) => packets },
  { heading: 'AT', cell: ({ source }) => placeOf(source), word: () => 'path', below: true },
];

function ruleRow({ policy, direction, rule, source, flows, packets, bytes }: RuleCount): Row {
  return { text: ruleText(policy, direction, rule), source, flows, packets, bytes };
}

function endingRow({ direction, isolatedBy, flows, packets, bytes }: EndingCount): Row {
  const refs = isolatedBy.map(({ ref }) => ref);
  return { text: endingText(direction, refs), source: isolatedBy[0]?.source, flows, packets, bytes };
}

function placeOf(source: Source | undefined): string {
  const place = source?.locate();
  return place === undefined || place.line === 0 ? '' : `${place.file}:${place.line}`;
}

function idleHead(idle: readonly RuleCount[], rules: number): string {
  if (idle.length === 0) return rules === 1 ? 'the only rule decided packets' : 'every rule decided packets';
  return `${formatCount(idle.length)} of ${formatCountOf(rules, 'rule')} never decided a packet:`;
}

/** The first few in one line. */
function idleLine(idle: readonly RuleCount[], rules: number): string {
  const shown = idle.slice(0, mostIdle).map(idleText).join(', ');
  const left = idle.length - mostIdle;
  const rest = left > 0 ? ` and ${formatCount(left)} more (--rules shows all)` : '';
  return `${`${idleHead(idle, rules)} ${shown}`.trimEnd()}${rest}\n`;
}

function idleList(idle: readonly RuleCount[], rules: number): string {
  return `${[idleHead(idle, rules), ...idle.map((rule) => `  ${idleText(rule)}`)].join('\n')}\n`;
}

function idleText(count: RuleCount): string {
  return escapeText(`${ruleText(count.policy, count.direction, count.rule)} (${placeOf(count.source)})`);
}
