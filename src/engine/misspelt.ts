import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { groupVersion, type Kind } from '../dialects/shared/kind.ts';
import { isServersOwn, nearGroup, nearKind } from '../manifest/kind-names.ts';
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
    const { apiVersion, kind } = manifest;
    const key = `${apiVersion} ${kind} ${isStored(manifest)}`;
    if (!known.has(key)) known.set(key, meantBy(manifest));
    const meant = known.get(key);
    if (meant === undefined) return [];
    return [
      {
        severity: 'error',
        code: 'unknown-kind',
        message: `no API server has the kind ${JSON.stringify(kind)} in ${JSON.stringify(apiVersion)}`,
        hint: `Did you mean ${meant}?`,
        ...manifest.source([]).locate(),
      },
    ];
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
  const { group, version } = groupVersion(apiVersion);
  // No policy is among their kinds.
  if (isServersOwn(group)) return wholeMeant(kind, kinds);
  return kindMeant(kind, group, kinds) ?? groupMeant(kind, group, version, kinds);
}

/** Kind and group; of policies alone, as others have names that are common (Tier, Group). */
function wholeMeant(kind: string, kinds: readonly Kind<unknown>[]): string | undefined {
  const near = nearest(
    kind,
    kinds.filter((known) => known.kind.endsWith('Policy')),
  );
  if (near === undefined) return undefined;
  const where = `${near.group}/${near.versions[0]}`;
  return near.kind === kind ? where : `${near.kind} of ${where}`;
}

/** A kind of the group. */
function kindMeant(kind: string, group: string, kinds: readonly Kind<unknown>[]): string | undefined {
  const own = kinds.filter((known) => groupsOf(known).includes(group));
  return nearest(kind, own)?.kind;
}

function nearest(kind: string, kinds: readonly Kind<unknown>[]): Kind<unknown> | undefined {
  const near = nearKind(
    kind,
    kinds.map((known) => known.kind),
  );
  return kinds.find((known) => known.kind === near);
}

/** A group that has the kind. */
function groupMeant(
  kind: string,
  group: string,
  version: string,
  kinds: readonly Kind<unknown>[],
): string | undefined {
  const groups = kinds.filter((known) => known.kind === kind).map((known) => known.group);
  const near = nearGroup(group, groups);
  return near === undefined ? undefined : `${near}/${version}`;
}

function groupsOf({ group, formerGroups = [] }: Kind<unknown>): readonly string[] {
  return [group, ...formerGroups];
}
