import type { DecidedBy } from '../engine/decided-by.ts';
import type { ProbeConnection, ProbeRequest } from '../explain/probe.ts';
import type { WhyPolicy, WhyReport, WhyRule, WhySide, WhyStage } from '../explain/why.ts';
import { formatAddress } from '../net/address.ts';
import { protocolName } from '../net/protocol.ts';
import { isWord, type Paint } from '../terminal/colour.ts';
import { escapeText } from '../terminal/escape.ts';
import type { View } from './view.ts';

export interface WhyResult {
  readonly report: WhyReport;
  readonly probe: ProbeConnection;
  readonly request: Pick<ProbeRequest, 'from' | 'to'>;
}

/** The walk for people: the answer first, then each side, stage by stage. */
export async function printWhy(result: WhyResult, view: View): Promise<void> {
  const lines = [
    ...headLines(result, view.paint),
    ...sideLines('egress', result.report.egress, view.paint),
    ...sideLines('ingress', result.report.ingress, view.paint),
  ];
  for (const line of lines) await view.line(line);
}

function headLines({ report, probe, request }: WhyResult, paint: Paint): string[] {
  const { source, destination, protocol, destinationPort, icmp } = probe.connection;
  const port = icmp === undefined ? (destinationPort ?? 'any port') : `type ${icmp.type} code ${icmp.code}`;
  const ends = `${request.from} (${formatAddress(source.address)}) -> ${request.to} (${formatAddress(destination.address)})`;
  const lines = [
    `${painted(report.verdict, paint)}  ${escapeText(`${ends} ${protocolName(protocol)} ${port}`)}`,
  ];
  if (probe.backend !== undefined) {
    const { backend, service, of } = probe.backend;
    const address = `${formatAddress(backend.address)} port ${backend.port}`;
    lines.push(escapeText(`  through service ${service}, to its backend ${address} (of ${of})`));
  }
  lines.push(`  ${escapeText(decisionText(report.decidedBy))}`);
  return lines;
}

function decisionText(by: DecidedBy): string {
  if (!('direction' in by)) return 'no policy decided: allowed by default';
  if ('implicit' in by) {
    const names = by.isolatedBy.map((policy) => `${nameOf(policy)} (${placeOf(policy)})`);
    return `default deny at ${by.direction}: no rule matches, and it is isolated by ${names.join(', ')}`;
  }
  return `decided at ${by.direction} by ${nameOf(by)}, rule ${ruleName(by.rule)} (${placeOf(by)})`;
}

function sideLines(direction: string, side: WhySide, paint: Paint): string[] {
  const where = side.endpoint === '' ? 'an outside address: no policy applies here' : side.endpoint;
  const lines = [
    '',
    `${paint('heading', direction)} at ${escapeText(where)}: ${painted(side.verdict, paint)}`,
  ];
  return [...lines, ...side.steps.flatMap((stage) => stageLines(stage, paint))];
}

function stageLines(stage: WhyStage, paint: Paint): string[] {
  const idle = stage.policies.filter((policy) => !policy.selected);
  const outcome = isWord(wordOf(stage))
    ? paint(wordOf(stage) as 'allow', outcomeText(stage))
    : outcomeText(stage);
  const lines = [`  ${escapeText(stage.tier)}: ${outcome}`];
  for (const policy of stage.policies) {
    if (policy.selected) lines.push(...policyLines(policy, paint));
  }
  if (idle.length > 0) lines.push(`    ${paint('path', idleText(idle))}`);
  return lines;
}

function wordOf({ outcome }: WhyStage): string {
  return outcome === 'accept' ? 'allow' : outcome;
}

function outcomeText(stage: WhyStage): string {
  switch (stage.outcome) {
    case 'skipped':
      return 'not asked';
    case 'no-policy':
      return 'no policy governs it';
    case 'no-match':
      return 'no rule matches, go on';
    case 'deny':
      return stage.isolatedBy.length > 0 ? 'deny: no rule matches and it is isolated' : 'deny';
    default:
      return stage.outcome;
  }
}

function policyLines(policy: WhyPolicy, paint: Paint): string[] {
  const role = policy.governs ? 'selects and isolates it' : 'selects it';
  const place = placeOf(policy);
  const head = `    ${escapeText(nameOf(policy))} ${role}${place === '' ? '' : `  ${paint('path', escapeText(place))}`}`;
  return [head, ...policy.rules.map((rule) => ruleLine(rule, paint))];
}

function ruleLine(rule: WhyRule, paint: Paint): string {
  const mark = rule.outcome === 'matched' ? '*' : ' ';
  const text = `rule ${ruleName(rule)} ${rule.action}: ${outcomeWords[rule.outcome]}`;
  const place = rule.line === 0 ? '' : `  ${paint('path', escapeText(`${rule.file}:${rule.line}`))}`;
  return `    ${mark} ${escapeText(text)}${place}`;
}

const outcomeWords: Readonly<Record<WhyRule['outcome'], string>> = {
  matched: 'matches',
  noted: 'matches, is noted, and the walk goes on',
  'not-reached': 'not reached',
  subject: 'is for other endpoints',
  family: 'is for the other address family',
  service: 'is for connections through another service, or none',
  remote: 'the other end is none of its peers',
  local: 'the own end is not in its list',
  protocol: 'is for other protocols',
  port: 'is for other ports',
  icmp: 'is for other ICMP types',
  request: 'is for other requests',
  refused: 'refuses this request',
};

const mostIdle = 5;

function idleText(policies: readonly WhyPolicy[]): string {
  const names = policies.slice(0, mostIdle).map(nameOf).join(', ');
  const more = policies.length > mostIdle ? ` and ${policies.length - mostIdle} more` : '';
  return escapeText(`do not select it: ${names}${more}`);
}

function nameOf({ kind, namespace, name }: Pick<WhyPolicy, 'kind' | 'namespace' | 'name'>): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

function placeOf({ file, line }: Pick<WhyPolicy, 'file' | 'line'>): string {
  return line === 0 ? '' : `${file}:${line}`;
}

function ruleName({ index, name }: Pick<WhyRule, 'index' | 'name'>): string {
  return name === '' ? String(index) : `${index} "${name}"`;
}

function painted(verdict: string, paint: Paint): string {
  return isWord(verdict) ? paint(verdict, verdict) : verdict;
}
