import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isOfKind } from '../../manifest/known-kind.ts';
import { type Manifest, titleOf } from '../../manifest/manifest.ts';
import type { Kind } from '../shared/kind.ts';
import { diagnose } from '../shared/read.ts';
import { networkPolicy } from '../shared/upstream/network-policy/index.ts';
import { tieredKinds } from '../shared/upstream/tiered/index.ts';

const consequences: readonly (readonly [Kind<unknown>, string])[] = [
  [networkPolicy, 'it isolates nobody, so that pods which no other policy isolates are open to everything'],
  ...tieredKinds.map((kind): readonly [Kind<unknown>, string] => [
    kind,
    'none of its rules is in force, and whom it selects is left to the other policies',
  ]),
];

/** For each object that is refused, what holds in its place; of a second one the message of the refusal says it. */
export function reportAbsent(
  manifests: readonly Manifest[],
  inForce: readonly Manifest[],
): readonly Diagnostic[] {
  const present = new Set(inForce);
  const named = new Set(inForce.map(identity));
  return manifests.flatMap((manifest) => {
    const found = consequences.find(([kind]) => isOfKind(kind, manifest.apiVersion, manifest.kind));
    if (found === undefined || present.has(manifest) || named.has(identity(manifest))) return [];
    const message = `${titleOf(manifest)} is refused: ${found[1]}`;
    return diagnose(manifest, [{ path: [], code: 'not-in-force', message, severity: 'info' }]);
  });
}

function identity({ apiVersion, kind, namespace, name }: Manifest): string {
  return JSON.stringify([apiVersion, kind, namespace || 'default', name]);
}
