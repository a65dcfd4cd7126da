import type { Kind } from '../../shared/kind.ts';
import {
  integer,
  kubernetesObject,
  list,
  object,
  type Properties,
  type Schema,
  text,
} from '../../shared/schema.ts';
import { labelSelector } from '../../shared/selector.ts';
import { isObject, itemsOf, type Rule } from '../../shared/violation.ts';
import type { GroupSpec, TierSpec } from '../types.ts';
import { namespacedName } from './alone.ts';
import { ipBlock, isMulticast } from './ip-block.ts';
import { antreaKind } from './kinds.ts';

export const tier: Kind<TierSpec> = antreaKind(
  'Tier',
  'cluster',
  'v1alpha1',
  kubernetesObject(object({ priority: integer(0, 255), description: text() }, { required: ['priority'] }), {
    required: ['spec'],
  }),
);

/** One way of choosing members; a namespaceSelector may go with a podSelector or externalEntitySelector. */
const oneFamilyRule: Rule = (value, report) => {
  const fields = isObject(value) ? Object.keys(value) : [];
  const selectors = ['podSelector', 'externalEntitySelector'];
  const isPair =
    fields.length === 2 &&
    fields.includes('namespaceSelector') &&
    fields.some((name) => selectors.includes(name));
  if (fields.length < 2 || isPair) return;
  const message = `Forbidden: a group has one kind of members, this one has ${fields.join(', ')}`;
  const hint = 'make a group of each and list them as childGroups of another';
  report({ path: [], code: 'mixed-group', message, hint });
};

const blocksRule: Rule = (value, report) => {
  const kinds = new Set(itemsOf(value).map(isMulticast));
  if (!kinds.has(true) || !kinds.has(false)) return;
  const message = 'Forbidden: multicast and unicast addresses cannot stand in one group';
  report({ path: [], code: 'multicast-alone', message });
};

/** Only in the object itself; deeper nesting is seen when the groups are put together. */
const selfReferenceRule: Rule = (value, report) => {
  const { metadata, spec } = isObject(value) ? value : {};
  const name = isObject(metadata) ? metadata.name : undefined;
  const at = itemsOf(isObject(spec) ? spec.childGroups : undefined).indexOf(name);
  if (name === undefined || at < 0) return;
  const message = `Forbidden: the group ${name} cannot be its own child`;
  report({ path: ['spec', 'childGroups', at], code: 'group-cycle', message });
};

function groupSchema(further: Properties): Schema {
  const fields = {
    childGroups: list(text()),
    podSelector: labelSelector,
    namespaceSelector: labelSelector,
    externalEntitySelector: labelSelector,
    ipBlocks: list(ipBlock, { rule: blocksRule }),
    ipBlock,
    serviceReference: namespacedName,
    ...further,
  };
  const spec = object(fields, { rule: oneFamilyRule });
  return kubernetesObject(spec, { required: ['spec'], rule: selfReferenceRule });
}

export const clusterGroup: Kind<GroupSpec> = antreaKind(
  'ClusterGroup',
  'cluster',
  'v1alpha3',
  groupSchema({ nodeSelector: labelSelector }),
);

export const group: Kind<GroupSpec> = antreaKind('Group', 'namespaced', 'v1alpha3', groupSchema({}));
