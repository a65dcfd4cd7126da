import type { FieldPath, Source } from '../../../diagnostics/source.ts';
import { and, not, or } from '../../../ir/expression.ts';
import type { Direction, Peer, Policy, Rule, TrafficMatch } from '../../../ir/policy.ts';
import type { PortRule, RuleItem, Section } from '../api.ts';
import type { Context } from '../context.ts';
import { lowerPeers } from '../peers/index.ts';
import { lowerRequests } from '../requests.ts';
import { lowerIcmp, lowerPort } from '../traffic.ts';
import { type Requirement, required } from './requires.ts';

export const authenticationFails = 'test-always-fail';

export interface ItemPlace {
  readonly context: Context;
  readonly policy: Policy;
  readonly namespace: string;
  readonly section: Section;
  readonly index: number;
  readonly requirements: readonly Requirement[];
  readonly source: (path: FieldPath) => Source;
}

export function directionOf(section: Section): Direction {
  return section.startsWith('ingress') ? 'ingress' : 'egress';
}

/** What an item allows or denies. Nothing where it has neither peers nor ports: it only isolates. */
export function lowerItem(item: RuleItem, place: ItemPlace): readonly Rule[] {
  const { context, namespace, section, source } = place;
  const direction = directionOf(section);
  const remote = lowerPeers(item, { context, namespace, direction, source });
  const matches = lowerMatches(item, context);
  if (remote === undefined && matches === undefined) return [];
  const rules = (matches ?? [{}]).map((match) => makeRule(item, place, remote, match));
  const byEndpoints = (item.fromEndpoints ?? item.toEndpoints ?? []).length > 0;
  return byEndpoints ? rules.flatMap((rule) => required(rule, place.requirements)) : rules;
}

type Match = Pick<Rule, 'traffic' | 'request'>;

/** Undefined where the item names neither ports nor ICMP types: any traffic of its peers. */
function lowerMatches(
  { toPorts = [], icmps = [] }: RuleItem,
  { release }: Context,
): readonly Match[] | undefined {
  if (toPorts.length === 0 && icmps.length === 0) return undefined;
  const traffic = icmps.flatMap(({ fields = [] }) => fields.map(lowerIcmp));
  const plain: TrafficMatch[] = [...traffic];
  const forRequests: Match[] = [];
  for (const item of toPorts) {
    const request = lowerRequests(item, release);
    const own = portsOf(item);
    if (request === undefined) plain.push(...own);
    else if (own.length > 0) forRequests.push({ traffic: own, request });
  }
  return [...(plain.length === 0 ? [] : [{ traffic: plain }]), ...forRequests];
}

/** Without ports an item of toPorts is for no port. */
function portsOf({ ports = [] }: PortRule): readonly TrafficMatch[] {
  return ports.map(lowerPort);
}

function makeRule(item: RuleItem, place: ItemPlace, remote: readonly Peer[] | undefined, match: Match): Rule {
  const { policy, section, index } = place;
  const isDenial = section.endsWith('Deny');
  const fails = item.authentication?.mode === authenticationFails;
  return {
    policy,
    direction: directionOf(section),
    index,
    name: fails ? authenticationFails : isDenial ? section : '',
    action: isDenial || fails ? 'deny' : 'accept',
    ...(remote === undefined ? {} : { remote }),
    ...match,
    ...(match.request === undefined ? {} : { onOtherRequest: 'refuse-last' as const }),
    source: place.source([]),
  };
}

/** Where nothing isolates an endpoint, rules for some requests let the others through too (since 1.18). */
export function openedRequests(rule: Rule, isolated: Rule['subject']): readonly Rule[] {
  if (rule.request === undefined || isolated === undefined) return [rule];
  const { request: _, onOtherRequest: __, ...open } = rule;
  const own = rule.subject === undefined ? [] : [rule.subject];
  return [
    { ...rule, subject: and(...own, isolated) },
    { ...open, subject: and(...own, not(or(isolated))) },
  ];
}
