import type { Entity } from '../ir/entity.ts';
import type { Direction, PolicySet, Rule } from '../ir/policy.ts';
import { hasMessageType } from '../net/protocol.ts';
import { selects } from '../reference/match.ts';
import type { Answers } from './answers.ts';

/** What decides about connections of a subject with its own address. */
export type OwnRules = Readonly<Record<Direction, Rule>>;

/**
 * Engines let an entity speak with itself before anything else is asked. Gives the rules that do so, which decide about all
 * connections of protocols with ports; undefined where one rule in each direction does not tell, or nodes on the way are asked.
 */
export function ownRulesOf(set: PolicySet): OwnRules | undefined {
  const egress = ownRule(set, 'egress');
  const ingress = ownRule(set, 'ingress');
  if (egress === undefined || ingress === undefined || set.forwarding !== undefined) return undefined;
  return { egress, ingress };
}

/**
 * Whether the rules, if there are any, decide what the holder of an address says to itself. Of several nobody knows
 * which one it is.
 */
export function isOwnAnswered(own: OwnRules | undefined, holders: readonly Entity[]): boolean {
  if (own === undefined || holders.length !== 1) return false;
  return selects(own.egress, holders[0]) && selects(own.ingress, holders[0]);
}

/** What the rules answer, as numbers. */
export function ownAnswersOf(
  own: OwnRules | undefined,
  answers: Answers,
): Readonly<Record<Direction, number>> | undefined {
  return own && { egress: answers.ofRule(own.egress), ingress: answers.ofRule(own.ingress) };
}

/** The first rule that such a connection could meet, if it meets it whatever it is. */
function ownRule({ stages }: PolicySet, direction: Direction): Rule | undefined {
  const rules = stages.at(0)?.rules[direction] ?? [];
  const first = rules.find((rule) => rule.action !== 'log' && !isOfMessages(rule));
  return first !== undefined && isOfOwnAddress(first) ? first : undefined;
}

/** No connection of a protocol with ports matches. */
function isOfMessages({ traffic }: Rule): boolean {
  return traffic?.every(({ protocols }) => protocols?.every(hasMessageType) ?? false) ?? false;
}

/** Matches every connection of its subjects with themselves that was sent to no service. */
function isOfOwnAddress({ action, family, remote, local, service, traffic, request }: Rule): boolean {
  if (action === 'pass' || family !== undefined || local !== undefined) return false;
  if (traffic !== undefined || request !== undefined) return false;
  if (service !== undefined && service !== 'none') return false;
  return (
    remote?.some(({ source: _, ...asked }) => Object.keys(asked).length === 1 && isItself(asked)) ?? false
  );
}

function isItself({ entity }: Pick<NonNullable<Rule['remote']>[number], 'entity'>): boolean {
  return entity?.op === 'isSubject';
}
