import type { Source } from '../../../diagnostics/source.ts';
import { all } from '../../../ir/expression.ts';
import type { Network, Peer } from '../../../ir/policy.ts';
import { parseAddress } from '../../../net/address.ts';
import { type Cidr, familyBits } from '../../../net/cidr.ts';
import { toCidr } from '../../shared/cidr.ts';
import type { PolicyObject } from '../../shared/kind.ts';
import type { LabelSelector } from '../../shared/selector.ts';
import { isObject } from '../../shared/violation.ts';
import type { CidrGroup, CidrRule } from '../api.ts';
import type { Context } from '../context.ts';
import { requirementsOf } from '../identity/labels.ts';
import { hosts } from '../identity/places.ts';

/** CIDRs are for the outside: no pod and no node is in one, unless policyCIDRMatchMode says so of nodes. */
export function networkPeers(
  networks: readonly Network[],
  { options }: Context,
  source: Source,
): readonly Peer[] {
  const outside: Peer = { notEntity: all, networks, source };
  return options.policyCIDRMatchMode === 'nodes' ? [outside, { entity: hosts, networks, source }] : [outside];
}

/** A bare address is the prefix of it alone. */
export function cidrPeers(text: string, context: Context, source: Source): readonly Peer[] {
  const address = parseAddress(text);
  const cidr: Cidr = address === undefined ? toCidr(text) : { address, length: familyBits(address.family) };
  return networkPeers([{ cidr, except: [] }], context, source);
}

export function cidrRulePeers(rule: CidrRule, context: Context, source: Source): readonly Peer[] {
  const except = (rule.except ?? []).map(toCidr);
  const networks = blocksOf(rule, context).map((cidr) => ({ cidr, except }));
  return networks.length === 0 ? [] : networkPeers(networks, context, source);
}

/** A group that is not there is an empty group. */
function blocksOf(
  { cidr = '', cidrGroupRef = '', cidrGroupSelector }: CidrRule,
  { groups }: Context,
): readonly Cidr[] {
  if (cidr !== '') return [toCidr(cidr)];
  const chosen = groups.filter((group) =>
    cidrGroupRef === '' ? selectsGroup(cidrGroupSelector ?? {}, group) : group.name === cidrGroupRef,
  );
  return chosen.flatMap(({ spec }) => (spec.externalCIDRs ?? []).map(toCidr));
}

function selectsGroup(selector: LabelSelector, { manifest }: PolicyObject<CidrGroup>): boolean {
  const { metadata } = manifest.value;
  return selectsLabels(selector, isObject(metadata) && isObject(metadata.labels) ? metadata.labels : {});
}

/** A label selector on the labels of an object that is no endpoint. */
export function selectsLabels(selector: LabelSelector, labels: Readonly<Record<string, unknown>>): boolean {
  return requirementsOf(selector).every(({ key, operator, values = [] }) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    const isIn = typeof value === 'string' && values.includes(value);
    if (operator === 'In' || operator === 'NotIn') return isIn === (operator === 'In');
    return (value !== undefined) === (operator === 'Exists');
  });
}
