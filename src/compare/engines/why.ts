import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { deciderText, policyText } from '../../engine/decided-by.ts';
import type { Connection } from '../../ir/connection.ts';
import type { Policy, Rule } from '../../ir/policy.ts';
import type { Mismatch } from '../../reference/match.ts';
import { type Decision, type Fate, fateOf } from './fate.ts';
import type { EngineReading } from './reading.ts';

/** One engine's verdict on a connection. */
export interface Verdict extends Decision {
  readonly reading: EngineReading;
}

/**
 * Why two engines differ about a connection, in a sentence: what becomes of each one's decider under the other. The
 * connection stands for all of its row.
 */
export function whyDiffer(a: Verdict, b: Verdict, connection: Connection): string {
  const halves: readonly Half[] = [
    { decision: a, other: b, fate: fateOf(a, b.reading, connection) },
    { decision: b, other: a, fate: fateOf(b, a.reading, connection) },
  ];
  // That a rule of the engine itself goes first is said of it already.
  const isOwn = halves.some(({ fate }) => fate.is === 'own-behaviour');
  const telling = halves.filter(({ fate }) => !(isOwn && fate.is === 'not-reached'));
  const parts = telling.map(half).filter((text) => text !== '');
  if (parts.length > 0) return `${parts.join('; ')}.`;
  return `${a.reading.name} and ${b.reading.name} ask the same rules in another order.`;
}

interface Half {
  readonly decision: Verdict;
  readonly other: Verdict;
  readonly fate: Fate;
}

function half({ decision, other, fate }: Half): string {
  const { name } = other.reading;
  switch (fate.is) {
    case 'nothing-decided':
    case 'isolates-too':
      return '';
    case 'own-behaviour':
      return `${deciderText(decision.decider, decision.decidedAt)} is a rule of ${decision.reading.name} itself`;
    case 'object-absent':
      return absent(fate.policy, other.reading);
    case 'rule-absent':
      return withFinding(`${name} leaves ${ruleText(fate.rule)} out`, fate.rule, other.reading);
    case 'isolates-nobody':
      return withFinding(
        `under ${name} ${policyText(fate.policy)} isolates nobody here`,
        fate.policy,
        other.reading,
      );
    case 'not-reached':
      return `under ${name} ${ruleFate(fate, other)}`;
    default:
      return withFinding(`under ${name} ${ruleFate(fate, other)}`, fate.rule, other.reading);
  }
}

type RuleFate = Extract<Fate, { readonly is: 'no-match' | 'by-name' | 'other-action' | 'not-reached' }>;

function ruleFate(fate: RuleFate, { decider, decidedAt }: Verdict): string {
  const rule = ruleText(fate.rule);
  if (fate.is === 'no-match') return `${rule} does not match: ${mismatchWords[fate.part]}`;
  if (fate.is === 'by-name') return `${rule} goes by the names that DNS gave the address`;
  if (fate.is === 'other-action') return `${rule} is read as ${actionWords[fate.action]}`;
  return decider.by === 'default'
    ? `${rule} matches too, and does not decide`
    : `${rule} matches too, but ${deciderText(decider, decidedAt)} decides`;
}

const mismatchWords: Readonly<Record<Mismatch, string>> = {
  subject: 'it does not select the endpoint',
  family: 'it is for the other IP family',
  service: 'it is for connections through another Service, or none',
  remote: 'the other end is none of its peers',
  local: 'the own end is none of those that it names',
  protocol: 'the protocol is none of its own',
  port: 'the port is none of its own',
  icmp: 'the type is none of its own',
};

const actionWords: Readonly<Record<Rule['action'], string>> = {
  accept: 'an allowance',
  deny: 'a denial',
  reject: 'a refusal with an answer',
  pass: 'a pass to the next tier',
  log: 'a note',
};

function ruleText({ policy, direction, index }: Rule): string {
  return `${direction} rule ${index} of ${policyText(policy)}`;
}

function absent(policy: Policy, reading: EngineReading): string {
  const found = reading.objectFindings(policy.source.locate());
  const said =
    found.find(({ code }) => code in absences) ?? found.find(({ severity }) => severity === 'error');
  const what = said === undefined ? 'has nothing of' : (absences[said.code] ?? 'refuses');
  const reason = said === undefined || said.code in absences ? '' : saidOf(said);
  return `${reading.name} ${what} ${policyText(policy)}${reason}`;
}

/** What an engine does with the whole object, by the code of the finding about it. */
const absences: Readonly<Record<string, string>> = {
  'kind-not-read': 'does not read',
  'not-enforced': 'does not enforce',
  'nothing-enforced': 'enforces nothing, nor',
};

/** Followed by what the engine says at the place, where it says something. */
function withFinding(text: string, at: Rule | Policy, reading: EngineReading): string {
  const isRule = 'direction' in at;
  const policy = isRule ? at.policy : at;
  const prefix = isRule ? `spec.${at.direction}[${at.index}]` : 'spec';
  const said = reading
    .objectFindings(policy.source.locate())
    .find(({ path = '' }) => path.startsWith(prefix) || prefix.startsWith(path || '-'));
  return text + saidOf(said);
}

function saidOf(finding: Diagnostic | undefined): string {
  if (finding === undefined) return '';
  const { message, file, line, code } = finding;
  return ` (${message} [${code}]${file === undefined ? '' : ` ${file}:${line}`})`;
}
