import type { Action, Peer, Rule } from '../../../ir/policy.ts';
import type { Family } from '../../../net/address.ts';
import { cidrsOf } from '../schema/nets.ts';
import type { RuleSpec } from '../types.ts';
import type { RulePlace } from './context.ts';
import { requestOf, trafficOf } from './traffic.ts';
import { destinationVariants, sourceVariants, type Variant } from './variants.ts';

const actions: Readonly<Record<RuleSpec['action'], Action>> = {
  Allow: 'accept',
  Deny: 'deny',
  Log: 'log',
  Pass: 'pass',
};

/** One rule in the IR: as many of the same index as there are ways to match it, or none. */
export function lowerRule(place: RulePlace, rule: RuleSpec): readonly Rule[] {
  const families = familiesOf(rule);
  if (families.length === 0) return [];
  const { manifest, direction, index } = place;
  const path = ['spec', direction, index] as const;
  const sources = orNever(sourceVariants(place, rule.source ?? {}, [...path, 'source']));
  const destinations = orNever(destinationVariants(place, rule.destination ?? {}, [...path, 'destination']));
  const request = rule.http !== undefined && place.context.options.http === 'proxy' && requestOf(rule.http);
  return sources.flatMap((source) =>
    destinations.flatMap((destination): readonly Rule[] => {
      const traffic = trafficOf(place, rule, source, destination);
      if (traffic === 'none') return [];
      return [
        {
          policy: place.policy,
          direction,
          index,
          name: '',
          action: actions[rule.action],
          ...(families.length === 1 && { family: families[0] }),
          ...sidesOf(direction, source, destination),
          ...(traffic !== undefined && { traffic: [traffic] }),
          ...(request && { request }),
          source: manifest.source(path),
        },
      ];
    }),
  );
}

/** A rule that nothing can match stays in the walk, for explanations. */
function orNever(variants: readonly Variant[]): readonly Variant[] {
  return variants.length === 0 ? [{ peers: [] }] : variants;
}

function sidesOf(
  direction: Rule['direction'],
  { peers: source }: Variant,
  { peers: destination }: Variant,
): { readonly remote?: readonly Peer[]; readonly local?: readonly Peer[] } {
  const [remote, local] = direction === 'egress' ? [destination, source] : [source, destination];
  return { ...(remote !== undefined && { remote }), ...(local !== undefined && { local }) };
}

/**
 * The families for which Calico renders the rule (felix/rules/policy.go FilterRuleToIPVersion): one whose CIDRs are
 * all of the other family, in any list that has some, loses the whole rule. For a negated list too.
 */
function familiesOf({ ipVersion, source = {}, destination = {} }: RuleSpec): readonly Family[] {
  const lists = [source.nets, source.notNets, destination.nets, destination.notNets]
    .filter((list) => list !== undefined && list.length > 0)
    .map((list) => cidrsOf(list).map(({ address }) => address.family));
  return ([4, 6] as const).filter(
    (family) =>
      (ipVersion === undefined || ipVersion === family) && lists.every((list) => list.includes(family)),
  );
}
