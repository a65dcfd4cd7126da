import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isOfKind } from '../../manifest/known-kind.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { Kind } from './kind.ts';
import { diagnose } from './read.ts';

/** What holds in place of a refused object of one of the kinds; a function where it depends on the object. */
export interface Consequence {
  readonly kinds: readonly Kind<unknown>[];
  readonly instead: string | ((manifest: Manifest) => string);
}

/**
 * For each object of these kinds that is not in force, what the engine enforces in its place: the diagnostic
 * `not-in-force`, at the object. `manifests` are all that the dialect reads these kinds from.
 */
export function reportAbsent(
  manifests: readonly Manifest[],
  inForce: ReadonlySet<Manifest>,
  consequences: readonly Consequence[],
): readonly Diagnostic[] {
  return manifests.flatMap((manifest) => {
    if (inForce.has(manifest)) return [];
    const { apiVersion, kind, name } = manifest;
    const found = consequences.find(({ kinds }) => kinds.some((each) => isOfKind(each, apiVersion, kind)));
    if (found === undefined) return [];
    const instead = typeof found.instead === 'string' ? found.instead : found.instead(manifest);
    const message = `${kind} ${name} is refused: ${instead}`;
    return diagnose(manifest, [{ path: [], code: 'not-in-force', message, severity: 'info' }]);
  });
}
