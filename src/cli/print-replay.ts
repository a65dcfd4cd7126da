import { deciderPlace, deciderText } from '../engine/decided-by.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { protocolName } from '../net/protocol.ts';
import type { FlowGroup, FlowGroups } from '../replay/groups.ts';
import type { Judged } from '../replay/judged.ts';
import type { Lane } from '../replay/lane.ts';
import type { Pipeline } from '../replay/pipeline.ts';
import type { ReplayReport } from '../replay/report.ts';
import { escapeText } from '../terminal/escape.ts';
import { formatBytes, formatCount, formatCountOf, formatRate, formatSeconds } from '../terminal/number.ts';
import type { Column } from '../terminal/table.ts';
import { flowVerdicts, packetVerdicts } from '../verdict/verdict.ts';
import type { View } from './view.ts';

export interface ReplayResult {
  readonly report: ReplayReport;
  readonly groups: FlowGroups;
  readonly lane: Lane;
  readonly inventory: Inventory;
  readonly pipeline: Pipeline;
  readonly rows: number;
}

/** The report for people: the flows, what was not allowed first, then the sums. */
export async function printReplay(result: ReplayResult, view: View): Promise<void> {
  const all = [...result.groups.sorted()].sort((a, b) => severity(b) - severity(a));
  const shown = all.slice(0, result.rows);
  if (shown.length > 0) {
    await view.table(shown, columns);
    const rest = all.slice(result.rows).reduce((sum, group) => sum + group.flows, result.groups.left);
    if (rest > 0) await view.line(`… and ${formatCount(rest)} more flows (--rows shows more)`);
    await view.line();
  }
  for (const line of summaryLines(result.report)) await view.line(line);
}

/** Refusals first: they are what the reader came for. */
function severity(group: FlowGroup): number {
  return flowVerdicts.indexOf(group.outcomes[0].verdict) > 0 ? 1 : 0;
}

const columns: readonly Column<FlowGroup>[] = [
  {
    heading: 'VERDICT',
    cell: ({ outcomes }) => outcomes[0].verdict,
    word: ({ outcomes }) => outcomes[0].verdict,
    shrink: false,
  },
  { heading: 'FROM', cell: ({ from }) => from },
  { heading: 'TO', cell: ({ to }) => to },
  { heading: 'TRAFFIC', cell: trafficText, shrink: false },
  { heading: 'FLOWS', cell: ({ flows }) => flows },
  { heading: 'PACKETS', cell: ({ packets }) => packets },
  { heading: 'DECIDED BY', cell: ({ outcomes }) => outcomeText(outcomes[0]), below: true },
  { heading: 'AT', cell: ({ outcomes }) => outcomePlace(outcomes[0]), word: () => 'path', below: true },
];

export function trafficText({ protocol, port }: Pick<FlowGroup, 'protocol' | 'port'>): string {
  return port < 0 ? protocolName(protocol) : `${protocolName(protocol)} ${port}`;
}

/** `NetworkPolicy shop/db, ingress rule 0`, or the reason word where no policy was asked. */
export function outcomeText({ judgement, reason }: Judged): string {
  if (judgement === undefined) return reason;
  const text = deciderText(judgement.decider, judgement.decidedAt);
  if (reason.startsWith('ambiguous')) return `${text} (${reason})`;
  return judgement.dependsOnRequest ? `${text} (depends on the request)` : text;
}

export function outcomePlace({ judgement }: Judged): string {
  return judgement === undefined ? '' : deciderPlace(judgement.decider);
}

function summaryLines(report: ReplayReport): string[] {
  const { captures, packets, bytes, malformed, flows, seconds } = report;
  const files =
    captures.length === 1 ? escapeText(captures[0].file) : formatCountOf(captures.length, 'capture');
  return [
    `${formatCountOf(packets, 'packet')} (${formatBytes(bytes)}) of ${files} in ${formatSeconds(seconds)}, ` +
      formatRate(packets / Math.max(seconds, 1e-6), 'packets'),
    `packets: ${counts(packetVerdicts, report.packetVerdicts)}${reasons(report.packetVerdicts.byReason)}`,
    `flows:   ${formatCount(flows)}: ${counts(flowVerdicts, report.flowVerdicts)}`,
    ...(malformed.total > 0
      ? [`malformed: ${formatCount(malformed.total)}${reasons(malformed.byReason)}`]
      : []),
    ...hints(report),
  ];
}

function counts<Word extends string>(words: readonly Word[], of: Readonly<Record<Word, number>>): string {
  const [first, ...others] = words;
  const seen = [first, ...others.filter((word) => of[word] > 0)];
  return seen.map((word) => `${formatCount(of[word])} ${word}`).join(', ');
}

function reasons(byReason: Readonly<Record<string, number | undefined>>): string {
  const entries = Object.entries(byReason).sort(([, a], [, b]) => (b ?? 0) - (a ?? 0));
  if (entries.length === 0) return '';
  return ` (${entries.map(([reason, count]) => `${reason} ${formatCount(count ?? 0)}`).join(', ')})`;
}

/** What a reader who sees these numbers would ask next. */
function hints(report: ReplayReport): string[] {
  const { byReason } = report.packetVerdicts;
  const lines: string[] = [];
  if (report.guessedOpeners > 0) {
    const were = report.guessedOpeners === 1 ? 'was' : 'were';
    lines.push(
      `${formatCountOf(report.guessedOpeners, 'flow')} ${were} picked up mid-stream: who opened a connection is a guess there`,
    );
  }
  const { flows } = report.dependsOnRequest;
  if (flows > 0) {
    lines.push(
      `${formatCountOf(flows, 'allowed flow')} ${flows === 1 ? 'depends' : 'depend'} on requests (HTTP, DNS, TLS names …), which are not read from packets`,
    );
  }
  if ((byReason['invalid-state'] ?? 0) > 0) {
    lines.push(
      'invalid-state: packets of connections whose start is not in the capture, or that contradict theirs; ' +
        '--midstream pickup judges them by a guess of who opened them',
    );
  }
  const { unmatched } = report;
  if (unmatched > 0 && report.flows > 0) {
    lines.push(
      `${formatCountOf(unmatched, 'packet')} passed without a flow, as no policy governs the ends: what cannot be read, ` +
        'what began before the capture (--midstream pickup), and what the flow table had no room for (--max-flows)',
    );
  }
  if (report.flows === 0 && report.packets > report.malformed.total && !byReason['invalid-state']) {
    lines.push(
      'no packet opens a connection; where captures begin amid some, --midstream pickup judges these by a guess of who opened them',
    );
  }
  if ((byReason['table-full'] ?? 0) > 0) lines.push('table-full: raise --max-flows');
  return lines;
}
