import { apiVersionOf, type KnownKind } from './known-kind.ts';
import type { Manifest } from './manifest.ts';
import { suggest } from './suggest.ts';

/** What an object says that it is. */
interface Named {
  readonly kind: string;
  readonly group: string;
  /** That of the kind that is meant, if it is read. */
  readonly version?: string;
}

/**
 * What was probably meant by an object of none of the kinds: the kind, the apiVersion, or both. Undefined for kinds that may
 * well exist. In groups of Kubernetes itself those of `telling` are looked for, whose names say alone what they are.
 */
export function meantKind(named: Named, kinds: readonly KnownKind[], telling = kinds): string | undefined {
  const { kind, group } = named;
  const ofGroup = kinds.filter((known) => known.group === group);
  const near = nearest(kind, ofGroup);
  if (near !== undefined) return near.kind;
  if (isServersOwn(group)) return wholeMeant(kind, telling);
  const onceOfGroup = kinds.filter(({ formerGroups }) => formerGroups?.includes(group));
  return wholeMeant(kind, onceOfGroup) ?? groupMeant(named, kinds);
}

function wholeMeant(kind: string, kinds: readonly KnownKind[]): string | undefined {
  const near = nearest(kind, kinds);
  if (near === undefined) return undefined;
  const where = apiVersionOf(near);
  return near.kind === kind ? where : `${near.kind} of ${where}`;
}

/** A group that has the kind; whoever writes a dot means none of Kubernetes itself. */
function groupMeant({ kind, group, version }: Named, kinds: readonly KnownKind[]): string | undefined {
  const having = kinds.filter((known) => known.kind === kind && !isServersOwn(known.group));
  const near = slipOf(group, having, 'group');
  return (
    near &&
    apiVersionOf(
      near,
      near.versions.find((read) => read === version),
    )
  );
}

/** By its plural, as in the paths of the API, or a letter or two away. */
function nearest(kind: string, kinds: readonly KnownKind[]): KnownKind | undefined {
  return kinds.find((known) => pluralOf(known.kind) === kind.toLowerCase()) ?? slipOf(kind, kinds, 'kind');
}

function slipOf(word: string, kinds: readonly KnownKind[], field: 'kind' | 'group'): KnownKind | undefined {
  const names = kinds.map((known) => known[field]);
  const near = suggest(word, names, slipsIn(word));
  return kinds.find((known) => known[field] === near);
}

/** What is said of an object of a kind that there is not. */
export function noSuchKind({ apiVersion, kind }: Manifest, meant: string) {
  const message = `no API server has the kind ${JSON.stringify(kind)} in ${JSON.stringify(apiVersion)}`;
  return { message, hint: `Did you mean ${meant}?` };
}

/**
 * Groups without a dot (`v1`, `apps/v1`) are of the API server itself, as a CustomResourceDefinition's must have one
 * (apiextensions.k8s.io/v1, validation of `spec.group`).
 */
function isServersOwn(group: string): boolean {
  return !group.includes('.');
}

/** As in the paths of the API: `networkpolicies`. */
function pluralOf(kind: string): string {
  return `${kind.replace(/y$/, 'ie')}s`.toLowerCase();
}

/** Letters that may be others: kinds of one group have names that are alike (Tier, Group). */
export function slipsIn(word: string): number {
  return word.length < 8 ? 1 : 2;
}
