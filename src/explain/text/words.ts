import { isWord, type Paint } from '../../terminal/colour.ts';
import { escapeText } from '../../terminal/escape.ts';
import { isDatapath, isEngineOption } from '../engine-option.ts';
import type { Difference } from '../mismatches.ts';
import type { WhyPolicy, WhyRule, WhyStage } from '../report.ts';

type Name = Pick<WhyPolicy, 'kind' | 'namespace' | 'name'>;
type RuleName = Pick<WhyRule, 'index' | 'name'>;
type Place = Pick<WhyPolicy, 'file' | 'line'>;

export function nameText({ kind, namespace, name }: Name): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** A rule of the engine's own is a setting. */
export function namedRule(policy: Name, rule: RuleName): string {
  if (isDatapath(policy)) return `the datapath (${policy.name})`;
  if (isEngineOption(policy)) return `the engine option ${policy.name}=${rule.name}`;
  return `${nameText(policy)}, ${ruleText(rule)}`;
}

export function ruleText({ index, name }: RuleName): string {
  return name === '' ? `rule ${index}` : `rule ${index} "${name}"`;
}

/** Dim, behind two blanks; nothing for what the engine brings with it. */
export function placeText({ file, line }: Place, paint: Paint): string {
  return line === 0 ? '' : `  ${paint('path', escapeText(`${file}:${line}`))}`;
}

/** Text in the colour of the verdict or action that it tells of. */
export function painted(word: string, paint: Paint, text = word): string {
  const verdict = word === 'accept' ? 'allow' : word;
  return isWord(verdict) ? paint(verdict, text) : text;
}

/** The first few, and how many there are beside them. */
export function listed(texts: readonly string[], most: number): string {
  const more = texts.length - most;
  return more <= 0 ? texts.join(', ') : `${texts.slice(0, most).join(', ')} and ${more} more`;
}

export function stageText(stage: WhyStage): string {
  const met = stage.policies.some(({ selected }) => selected);
  switch (stage.outcome) {
    case 'skipped':
      return 'not asked';
    case 'no-policy':
      return met ? 'no rule matches, go on' : 'no policy for it, go on';
    case 'no-match':
      return 'no rule matches, go on';
    case 'pass':
      return 'pass on';
    case 'deny':
      return stage.isolatedBy.length > 0 ? 'deny, as no rule matches and it is isolated' : 'deny';
    default:
      return stage.outcome;
  }
}

const metWords: Readonly<Partial<Record<WhyRule['outcome'], string>>> = {
  matched: 'matches',
  noted: 'matches, is noted, and the walk goes on',
  'not-reached': 'not reached',
  refused: 'refuses this request',
};

/** What became of a rule: `is for other peers and ports`. */
export function outcomeText({ outcome, failsOn }: WhyRule): string {
  return metWords[outcome] ?? `is for other ${failsOn.map(pluralOf).join(' and ')}`;
}

/** What kept a rule from matching. */
export const differenceWords: Readonly<Record<Difference, string>> = {
  subject: 'endpoint',
  family: 'address family',
  service: 'service',
  remote: 'peer',
  local: 'own end',
  protocol: 'protocol',
  port: 'port',
  icmp: 'ICMP type',
  request: 'request',
};

function pluralOf(part: Difference): string {
  return `${differenceWords[part].replace(/y$/, 'ie')}s`;
}
