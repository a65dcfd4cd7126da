import type { Paint } from '../../terminal/colour.ts';
import { escapeText } from '../../terminal/escape.ts';
import { isEngineOption } from '../engine-option.ts';
import type { WhyPolicy, WhyRule, WhySide, WhyStage } from '../report.ts';
import { closest, policyDistance, ruleDistance } from './closest.ts';
import {
  listed,
  namedRule,
  nameText,
  outcomeText,
  painted,
  placeText,
  ruleText,
  stageText,
} from './words.ts';

/** More of one kind and nobody reads them; the JSON has all. */
const mostIdle = 5;
const mostPolicies = 10;
const mostRules = 5;

type Direction = 'egress' | 'ingress';

/** One side, stage by stage. */
export function walkLines(direction: Direction, side: WhySide, paint: Paint): readonly string[] {
  const where = side.endpoint === '' ? 'an outside address, where no policy applies' : side.endpoint;
  return [
    '',
    `${paint('heading', direction)} at ${escapeText(where)}: ${painted(side.verdict, paint)}`,
    ...side.steps.flatMap((stage) => stageLines(stage, direction, paint)),
  ];
}

function stageLines(stage: WhyStage, direction: Direction, paint: Paint): readonly string[] {
  // Every connection meets the engine's options; only the one that decided is news.
  const policies = stage.policies.filter((policy) => !isEngineOption(policy) || hasMet(policy));
  if (policies.length === 0 && stage.policies.length > 0) return [];
  const head = `  ${escapeText(stage.tier)}: ${painted(stage.outcome, paint, stageText(stage))}`;
  if (stage.outcome === 'skipped') return [head];
  const speaking = policies.filter((policy) => speaks(policy) && !isBehind(policy));
  const shown = closest(speaking, mostPolicies, policyDistance);
  const idle = (what: string, test: (policy: WhyPolicy) => boolean) =>
    idleLine(what, policies.filter(test).map(nameText), paint);
  return [
    head,
    ...shown.flatMap((policy) => policyLines(policy, direction, paint)),
    ...moreLine('    ', speaking.length - shown.length, paint),
    ...idle('not reached', (policy) => speaks(policy) && isBehind(policy)),
    ...idle(`no ${direction} rules`, (policy) => policy.selected && !speaks(policy)),
    ...idle('do not select it', (policy) => !policy.selected),
  ];
}

/** It has something to say of this endpoint in this direction. */
function speaks({ selected, governs, rules }: WhyPolicy): boolean {
  return selected && (governs || rules.length > 0);
}

/** All that it says stands behind the rule that decided. */
function isBehind({ rules }: WhyPolicy): boolean {
  return rules.length > 0 && rules.every(({ outcome }) => outcome === 'not-reached');
}

function hasMet({ rules }: WhyPolicy): boolean {
  return rules.some(isMet);
}

function isMet({ failsOn, outcome }: WhyRule): boolean {
  return failsOn.length === 0 && outcome !== 'not-reached';
}

function policyLines(policy: WhyPolicy, direction: Direction, paint: Paint): readonly string[] {
  const { governs, rules } = policy;
  if (isEngineOption(policy)) return rules.filter(isMet).map((rule) => optionLine(policy, rule));
  const shown = closest(rules, mostRules, ruleDistance);
  const roles = [
    ...(governs ? [paint('heading', 'isolates it')] : []),
    ...(rules.length === 0 ? [`has no ${direction} rules`] : []),
  ];
  const head = [escapeText(nameText(policy)), ...roles].join(', ');
  return [
    `    ${head}${placeText(policy, paint)}`,
    ...shown.map((rule) => ruleLine(rule, paint)),
    ...moreLine('      ', rules.length - shown.length, paint),
  ];
}

function optionLine(option: WhyPolicy, rule: WhyRule): string {
  return `    * ${escapeText(`${namedRule(option, rule)} ${rule.action}: ${outcomeText(rule)}`)}`;
}

function ruleLine(rule: WhyRule, paint: Paint): string {
  const mark = rule.outcome === 'matched' || rule.outcome === 'refused' ? '*' : ' ';
  const text = `${ruleText(rule)} ${rule.action}: ${outcomeText(rule)}`;
  return `    ${mark} ${escapeText(text)}${placeText(rule, paint)}`;
}

function moreLine(indent: string, count: number, paint: Paint): readonly string[] {
  return count > 0 ? [`${indent}${paint('path', `... and ${count} more, further from matching`)}`] : [];
}

function idleLine(what: string, names: readonly string[], paint: Paint): readonly string[] {
  if (names.length === 0) return [];
  return [`    ${paint('path', escapeText(`${what}: ${listed(names, mostIdle)}`))}`];
}
