import { dnsLabel } from '../../../manifest/names.ts';
import { invalid } from '../../shared/schema.ts';
import { isObject, itemsOf, type Rule } from '../../shared/violation.ts';

/** What Calico's CEL rules ask of whole objects. */

/** The tiers that every cluster has; their order and default action cannot be changed. */
export const fixedTiers: ReadonlyMap<
  string,
  { readonly order: number; readonly defaultAction: 'Deny' | 'Pass' }
> = new Map([
  ['kube-admin', { order: 1_000, defaultAction: 'Pass' }],
  ['default', { order: 1_000_000, defaultAction: 'Deny' }],
  ['kube-baseline', { order: 10_000_000, defaultAction: 'Pass' }],
]);

export const tierRule: Rule = (value, report) => {
  const { metadata, spec } = isObject(value) ? value : {};
  const name = isObject(metadata) ? metadata.name : undefined;
  if (typeof name !== 'string') return;
  const wrong = dnsLabel(name);
  if (wrong !== undefined) report(invalid(['metadata', 'name'], 'invalid-name', name, wrong));
  const fixed = fixedTiers.get(name);
  if (fixed === undefined) return;
  // The API's default stands where the object says nothing.
  const given: Readonly<Record<string, unknown>> = { defaultAction: 'Deny', ...(isObject(spec) ? spec : {}) };
  for (const field of ['order', 'defaultAction'] as const) {
    if (given[field] === fixed[field]) continue;
    const must = `the tier ${name} has ${field} ${fixed[field]}, which cannot be changed`;
    report(invalid(['spec', field], 'fixed-tier', given[field], must));
  }
};

export const preDnatRule: Rule = (value, report) => {
  if (!isObject(value)) return;
  const { preDNAT, doNotTrack, applyOnForward, egress, types } = value;
  const forbid = (path: string, message: string) =>
    report({ path: [path], code: 'host-policy-fields', message });
  if (preDNAT === true && doNotTrack === true)
    forbid('preDNAT', 'Forbidden: preDNAT cannot go with doNotTrack');
  if (preDNAT === true && itemsOf(egress).length > 0)
    forbid('egress', 'Forbidden: preDNAT policies have no egress rules');
  if (preDNAT === true && itemsOf(types).includes('Egress'))
    forbid('types', 'Forbidden: preDNAT policies have no type Egress');
  if ((preDNAT === true || doNotTrack === true) && applyOnForward !== true) {
    forbid('applyOnForward', 'Invalid value: applyOnForward must be true where preDNAT or doNotTrack is');
  }
};

export const hostEndpointRule: Rule = (value, report) => {
  if (!isObject(value)) return;
  const { node, interfaceName = '', expectedIPs } = value;
  if (node === undefined || node === '') {
    report({ path: ['node'], code: 'missing-field', message: 'Required value: node must be set' });
  }
  if (interfaceName !== '' || itemsOf(expectedIPs).length > 0) return;
  const message = 'Invalid value: at least one of interfaceName and expectedIPs must be set';
  report({ path: ['interfaceName'], code: 'missing-field', message });
};
