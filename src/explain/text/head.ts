import type { DecidedBy } from '../../engine/decided-by.ts';
import type { Paint } from '../../terminal/colour.ts';
import { escapeText } from '../../terminal/escape.ts';
import type { WhyConnection, WhyReport } from '../report.ts';
import { nearestLines } from './nearest.ts';
import { seeLine } from './see.ts';
import { serviceLines } from './service.ts';
import { namedRule, nameText, painted, placeText } from './words.ts';

/** The answer, and what one wants to know next: what would have let it through, and where that is written. */
export function headLines(report: WhyReport, paint: Paint): readonly string[] {
  const { verdict, connection, service } = report;
  return [
    `${painted(verdict, paint)}  ${escapeText(connectionText(connection))}`,
    ...serviceLines(service, paint),
    ...decisionLines(report, paint),
    ...pendingLines(report, paint),
    ...noteLines(report),
    ...seeLine(report),
  ];
}

function connectionText({ from, to, source, destination, protocol, port, sourcePort, icmp }: WhyConnection) {
  const parts = [`${endText(from, source)} -> ${endText(to, destination)}`, protocol];
  if (port !== null) parts.push(String(port));
  if (icmp !== null) parts.push(`type ${icmp.type} code ${icmp.code}`);
  if (sourcePort !== null) parts.push(`from port ${sourcePort}`);
  return parts.join(' ');
}

function endText(asked: string, address: string): string {
  return asked === address ? asked : `${asked} (${address})`;
}

/** Each side that denies has its say: whoever mends only the first would be back at once. */
function decisionLines(report: WhyReport, paint: Paint): readonly string[] {
  const sides = [report.egress, ...(report.forwarded ?? []), report.ingress];
  const denying = sides.filter(({ verdict }) => verdict !== 'allow');
  if (denying.length === 0) return deciderLines(report.decidedBy, '', paint);
  return denying.flatMap((side) => [
    ...deciderLines(side.decidedBy, side.endpoint, paint),
    ...nearestLines(side, paint),
  ]);
}

const mostIsolating = 3;

function deciderLines(by: DecidedBy, endpoint: string, paint: Paint): readonly string[] {
  if (!('direction' in by)) return ['  no policy decided: allowed by default'];
  if (!('implicit' in by)) {
    const rule = escapeText(namedRule(by, by.rule));
    return [`  decided at ${by.direction} by ${rule}: ${painted(by.action, paint)}${placeText(by, paint)}`];
  }
  const more = by.isolatedBy.length - mostIsolating;
  return [
    `  default deny at ${by.direction}: no rule lets it through, and ${escapeText(endpoint)} is isolated by`,
    ...by.isolatedBy
      .slice(0, mostIsolating)
      .map((policy) => `    ${escapeText(nameText(policy))}${placeText(policy, paint)}`),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
}

/** Said where it differs: what is staged and changes nothing here is no news. */
function pendingLines({ verdict, pending }: WhyReport, paint: Paint): readonly string[] {
  if (pending === undefined || pending.verdict === verdict) return [];
  return [`  pending: ${painted(pending.verdict, paint)}, once what is staged is enforced`];
}

function noteLines({ reason, dependsOnRequest, connection }: WhyReport): readonly string[] {
  const notes = connection.addressUnknown.map(
    (side) => `${connection[side]} has no address yet: what rules say of addresses is not to be relied on`,
  );
  if (reason === 'ambiguous-identity') {
    notes.push('several hold this address and are judged differently: the strictest verdict stands');
  }
  if (dependsOnRequest) notes.push('the connection is let in, and rules for requests decide on each request');
  return notes.map((note) => `  note: ${escapeText(note)}`);
}
