import { policyName } from '../engine/decided-by.ts';
import type { Rule } from '../ir/policy.ts';
import { printRule } from '../ir/print.ts';
import { type Question, selects } from '../reference/match.ts';
import type { StageStep } from '../reference/trace.ts';
import { isEngineOption } from './engine-option.ts';
import { factsAbout } from './facts.ts';
import { type Difference, distance, mismatches, withoutParts } from './mismatches.ts';
import type { WhyMiss } from './report.ts';

/** A rule that differs in more is no near miss: it is about something else. */
const mostDifferences = 2;
/** Rules that differ in one part, and in more. */
const mostMisses = { near: 3, far: 1 };

interface Miss {
  readonly rule: Rule;
  readonly failsOn: readonly Difference[];
}

/** The rules of a stage that ended in a denial which came closest to accepting, with what kept them from it. */
export function nearestMisses(
  { stage }: StageStep,
  question: Question,
  direction: Rule['direction'],
): WhyMiss[] {
  const misses = stage.rules[direction]
    .filter((rule) => couldAccept(rule, question))
    .map((rule) => ({ rule, failsOn: mismatches(rule, question) }))
    .filter(({ failsOn }) => failsOn.length <= mostDifferences)
    .sort((a, b) => distance(a.failsOn) - distance(b.failsOn));
  const fewest = misses[0]?.failsOn.length;
  return misses
    .filter(({ failsOn }) => failsOn.length === fewest)
    .slice(0, fewest === 1 ? mostMisses.near : mostMisses.far)
    .map((miss) => missReport(miss, question));
}

/** An engine option is nothing that one adds a port to. */
function couldAccept(rule: Rule, { subject }: Question): boolean {
  return rule.action === 'accept' && selects(rule, subject) && !isEngineOption(rule.policy.ref);
}

function missReport({ rule, failsOn }: Miss, question: Question): WhyMiss {
  return {
    ...policyName(rule.policy, rule.source),
    rule: { index: rule.index, name: rule.name },
    failsOn,
    wants: wantedBy(rule, question.subject.cluster),
    is: factsAbout(failsOn, rule, question),
  };
}

/** The rule as it is printed elsewhere, without its name. */
function wantedBy(rule: Rule, cluster: string): string {
  const name = printRule({ ...withoutParts(rule), subject: undefined }).replace(
    /(from|to) anyone, any traffic$/,
    '',
  );
  // Selectors reach the endpoints of one cluster only; to say so each time hides what they ask for.
  return printRule(rule).slice(name.length).replaceAll(`pod and cluster=${cluster}`, 'pods');
}
