import type { Diagnostic } from '../../../../diagnostics/diagnostic.ts';
import type { Expression } from '../../../../ir/expression.ts';
import type { Manifest } from '../../../../manifest/manifest.ts';
import { compareText, type LoweredPolicy } from '../../lowered.ts';
import { readKind } from '../../read.ts';
import { lowerNetworkPolicy } from './lower.ts';
import { networkPolicy } from './schema.ts';

export { networkPolicy } from './schema.ts';

/** Every valid NetworkPolicy in the IR, by namespace and name: their order has no meaning. */
export function readNetworkPolicies(
  manifests: readonly Manifest[],
  pods: Expression,
): { readonly policies: readonly LoweredPolicy[]; readonly diagnostics: readonly Diagnostic[] } {
  const { objects, diagnostics } = readKind(networkPolicy, manifests);
  const sorted = [...objects].sort(
    (a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name),
  );
  return { policies: sorted.map((object) => lowerNetworkPolicy(object, pods)), diagnostics };
}
