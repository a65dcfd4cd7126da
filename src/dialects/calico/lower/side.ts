import type { FieldPath } from '../../../diagnostics/source.ts';
import type { Peer } from '../../../ir/policy.ts';
import type { Cidr } from '../../../net/cidr.ts';
import { cidrsOfMembers, hasNoPods, intersection, networksOf } from '../facts/address-sets.ts';
import { cidrsOf } from '../schema/nets.ts';
import { parseSelector } from '../selector/parse.ts';
import { isOneOf, namespaceTerm, not, ownLabels, serviceAccountTerm } from '../selector/rewrite.ts';
import { both, type Selector } from '../selector/selector.ts';
import type { EntityRule } from '../types.ts';
import type { RulePlace } from './context.ts';

/** The addresses of one side of a rule, its services aside. */
export interface Addresses {
  /** Who the side's selectors mean; undefined where it has none, and any address matches. */
  readonly positive: Selector | undefined;
  /** Alone it is the absence of these, so that addresses of nobody match too. */
  readonly negative: Selector | undefined;
  readonly nets: readonly Cidr[] | undefined;
  readonly notNets: readonly Cidr[] | undefined;
}

/**
 * As soon as any selector is given the side is limited to the namespace of the policy, or to the namespaces that
 * namespaceSelector means. So `notSelector` alone accepts outside addresses in a global policy only.
 */
export function addressesOf(side: EntityRule, namespace: string): Addresses {
  const { nets, notNets } = side;
  const own = selectorOf(side);
  const excluded = textOf(side.notSelector);
  const limit = namespaceLimit(side, namespace);
  const isGiven = own !== undefined || excluded !== undefined || textOf(side.namespaceSelector) !== undefined;
  const terms = [...(isGiven && limit !== undefined ? [limit] : []), ...(own === undefined ? [] : [own])];
  const negative = excluded === undefined ? undefined : parseSelector(excluded);
  const lists = { nets: cidrs(nets), notNets: cidrs(notNets) };
  if (terms.length === 0) return { positive: undefined, negative, ...lists };
  const positive = both(...terms, ...(negative === undefined ? [] : [not(negative)]));
  return { positive, negative: undefined, ...lists };
}

function selectorOf({ selector, serviceAccounts }: EntityRule): Selector | undefined {
  const wanted = textOf(serviceAccounts?.selector);
  const account = serviceAccountTerm(
    serviceAccounts?.names ?? [],
    wanted === undefined ? undefined : parseSelector(wanted),
  );
  const text = textOf(selector);
  const terms = [
    ...(account === undefined ? [] : [account]),
    ...(text === undefined ? [] : [parseSelector(text)]),
  ];
  return terms.length === 0 ? undefined : both(...terms);
}

function namespaceLimit({ namespaceSelector }: EntityRule, namespace: string): Selector | undefined {
  const text = textOf(namespaceSelector);
  if (text !== undefined) return namespaceTerm(parseSelector(text));
  return namespace === '' ? undefined : isOneOf(ownLabels.namespace, namespace);
}

function textOf(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function cidrs(texts: readonly string[] | undefined): readonly Cidr[] | undefined {
  return texts === undefined || texts.length === 0 ? undefined : cidrsOf(texts);
}

/** Undefined where any address matches; each item of the list is an alternative. */
export function peersOf(
  place: RulePlace,
  addresses: Addresses,
  path: FieldPath,
): readonly Peer[] | undefined {
  const { positive, negative, nets, notNets } = addresses;
  const source = place.manifest.source(path);
  const rest = { ...(notNets !== undefined && { notNetworks: notNets }), source };
  const inNets = nets === undefined ? {} : { networks: networksOf(nets) };
  if (positive !== undefined) {
    const members = place.context.members.of(positive);
    const fixed =
      nets === undefined ? members.networks : networksOf(intersection(cidrsOfMembers(members), nets));
    return [
      ...(hasNoPods(members) ? [] : [{ entity: members.pods, ...inNets, ...rest }]),
      ...(fixed.length === 0 ? [] : [{ networks: fixed, ...rest }]),
    ];
  }
  if (negative !== undefined) {
    const members = place.context.members.of(negative);
    const notNetworks = [...(notNets ?? []), ...cidrsOfMembers(members)];
    return [{ ...(hasNoPods(members) ? {} : { notEntity: members.pods }), ...inNets, notNetworks, source }];
  }
  return nets === undefined && notNets === undefined ? undefined : [{ ...inNets, ...rest }];
}
