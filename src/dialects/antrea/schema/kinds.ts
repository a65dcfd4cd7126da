import type { Kind } from '../../shared/kind.ts';
import { customResourceNulls } from '../../shared/nulls.ts';
import type { Schema } from '../../shared/schema.ts';

/**
 * A kind of crd.antrea.io. Older versions of the group are read where their fields agree; the groups that were
 * named after the company are long gone.
 */
export function antreaKind<Spec>(
  kind: string,
  scope: 'namespaced' | 'cluster',
  older: string,
  schema: Schema,
): Kind<Spec> {
  return {
    kind,
    group: 'crd.antrea.io',
    versions: ['v1beta1', older],
    formerGroups: ['security.antrea.tanzu.vmware.com', 'core.antrea.tanzu.vmware.com'],
    namespaced: scope === 'namespaced',
    schema,
    nulls: customResourceNulls,
  };
}
