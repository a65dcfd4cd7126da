import type { Diagnostic } from '../../../../diagnostics/diagnostic.ts';
import type { Expression } from '../../../../ir/expression.ts';
import type { Manifest } from '../../../../manifest/manifest.ts';
import { compareText, type LoweredPolicy } from '../../lowered.ts';
import { type LoweringMemory, recall } from '../../memory.ts';
import { readKind } from '../../read.ts';
import { type Governed, governedDirections, lowerNetworkPolicy } from './lower.ts';
import { networkPolicy } from './schema.ts';

export { type Governed, governedDirections, lowerNetworkPolicy } from './lower.ts';
export { networkPolicy, networkPolicySpec } from './schema.ts';
export type { NetworkPolicySpec } from './types.ts';

export interface ReadUpstream<Policy> {
  readonly policies: readonly Policy[];
  /** The objects that they come from: all but those with an error. */
  readonly inForce: readonly Manifest[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Every valid NetworkPolicy in the IR, by namespace and name: their order has no meaning. `governed` says which
 * directions a policy governs; in others its rules have no effect.
 */
export function readNetworkPolicies(
  manifests: readonly Manifest[],
  pods: Expression,
  governed: Governed = governedDirections,
  memory?: LoweringMemory,
): ReadUpstream<LoweredPolicy> {
  const { objects, diagnostics } = readKind(networkPolicy, manifests, memory);
  const sorted = [...objects].sort(
    (a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name),
  );
  const reading = `for ${JSON.stringify(pods)} ${memory?.idOf(governed)}`;
  const policies = sorted.map((object) =>
    recall(memory, object, reading, () => lowerNetworkPolicy(object, pods, governed)),
  );
  return { policies, inForce: objects.map(({ manifest }) => manifest), diagnostics };
}
