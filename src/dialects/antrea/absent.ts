import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { isOfKind, type Kind } from '../shared/kind.ts';
import { diagnose } from '../shared/read.ts';
import { clusterGroup, group, tier } from './schema/facts.ts';
import { antreaClusterNetworkPolicy, antreaNetworkPolicy } from './schema/policy.ts';

const policy = 'none of its rules is in force, and whom it selects is left to the other policies';
const members = 'rules and policies that name it find no members';

const consequences: readonly (readonly [Kind<unknown>, string])[] = [
  [antreaClusterNetworkPolicy, policy],
  [antreaNetworkPolicy, policy],
  [tier, 'policies of this tier are refused too'],
  [clusterGroup, members],
  [group, members],
];

/** For each object that is refused, what holds in its place: Antrea's policies isolate nobody, so nothing is denied. */
export function reportAbsent(
  manifests: readonly Manifest[],
  inForce: ReadonlySet<Manifest>,
): readonly Diagnostic[] {
  return manifests.flatMap((manifest) => {
    const found = consequences.find(([kind]) => isOfKind(kind, manifest.apiVersion, manifest.kind));
    if (found === undefined || inForce.has(manifest)) return [];
    const message = `${manifest.kind} ${manifest.name} is refused: ${found[1]}`;
    return diagnose(manifest, [{ path: [], code: 'not-in-force', message, severity: 'info' }]);
  });
}
