import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { meantKind, noSuchKind } from '../manifest/kind-names.ts';
import { groupVersion } from '../manifest/known-kind.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { isStored } from '../manifest/value.ts';
import { dialects } from './engines.ts';

/**
 * Objects that no language reads, but would if a letter or two, or the group, were others: an API server has no such kind,
 * and whoever wrote them believes that they are in force.
 */
export function misspeltKinds(manifests: readonly Manifest[]): readonly Diagnostic[] {
  const known = new Map<string, string | undefined>();
  return manifests.flatMap((manifest) => {
    const key = `${manifest.apiVersion} ${manifest.kind} ${isStored(manifest)}`;
    if (!known.has(key)) known.set(key, meantBy(manifest));
    const meant = known.get(key);
    if (meant === undefined) return [];
    const said = noSuchKind(manifest, meant);
    return [{ severity: 'error', code: 'unknown-kind', ...said, ...manifest.source([]).locate() }];
  });
}

/** The kind or the group that was probably meant; undefined for what is read, and for kinds that may well exist. */
export function meantBy(manifest: Manifest): string | undefined {
  const { apiVersion, kind } = manifest;
  // Some API server has the kind of an object that came out of it.
  if (isStored(manifest)) return undefined;
  if (dialects.some((dialect) => dialect.reads(apiVersion, kind))) return undefined;
  const kinds = dialects.flatMap((dialect) => dialect.kinds(''));
  if (kinds.some((known) => known.kind === apiVersion)) return `${apiVersion} of ${kind}`;
  // Others have names that are common (Tier, Group).
  const policies = kinds.filter((known) => known.kind.endsWith('Policy'));
  return meantKind({ kind, ...groupVersion(apiVersion) }, kinds, policies);
}
