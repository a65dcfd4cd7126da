import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { groupVersion, type Kind } from '../dialects/shared/kind.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { suggest } from '../manifest/suggest.ts';
import { dialects } from './engines.ts';

/**
 * Objects that no language reads, but would if a letter or two were others: an API server has no such kind, and whoever
 * wrote them believes that they are in force.
 */
export function misspeltKinds(manifests: readonly Manifest[]): readonly Diagnostic[] {
  const kinds = dialects.flatMap((dialect) => dialect.kinds(''));
  return manifests.flatMap((manifest) => {
    const { apiVersion, kind } = manifest;
    if (dialects.some((dialect) => dialect.reads(apiVersion, kind))) return [];
    const { group, version } = groupVersion(apiVersion);
    const meant = kindMeant(kind, group, kinds) ?? groupMeant(kind, group, version, kinds);
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

/** A kind of the group. */
function kindMeant(kind: string, group: string, kinds: readonly Kind<unknown>[]): string | undefined {
  const own = kinds.filter((known) => groupsOf(known).includes(group)).map((known) => known.kind);
  const plural = own.find((known) => pluralOf(known) === kind.toLowerCase());
  return plural ?? suggest(kind, own, slipsIn(kind));
}

/** A group that has the kind. */
function groupMeant(
  kind: string,
  group: string,
  version: string,
  kinds: readonly Kind<unknown>[],
): string | undefined {
  const groups = kinds.filter((known) => known.kind === kind).map((known) => known.group);
  const near = suggest(group, groups, slipsIn(group));
  return near === undefined ? undefined : `${near}/${version}`;
}

function groupsOf({ group, formerGroups = [] }: Kind<unknown>): readonly string[] {
  return [group, ...formerGroups];
}

/** As in the paths of the API: `networkpolicies`. */
function pluralOf(kind: string): string {
  return `${kind.replace(/y$/, 'ie')}s`.toLowerCase();
}

/** Letters that may be others: kinds of one group have names that are alike (Tier, Group). */
function slipsIn(word: string): number {
  return word.length < 8 ? 1 : 2;
}
