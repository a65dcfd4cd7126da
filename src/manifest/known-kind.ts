/** A kind of objects that the program reads. */
export interface KnownKind {
  readonly kind: string;
  /** API group, and the versions of it that are read, all alike. */
  readonly group: string;
  readonly versions: readonly string[];
  /** Groups that held the kind once: recognised, to be refused with a word on where it went. */
  readonly formerGroups?: readonly string[];
}

/** Group and version of `networking.k8s.io/v1`. The group of a bare `v1` is empty. */
export function groupVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.lastIndexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** As an object has it: in the first version that is read, unless told otherwise. */
export function apiVersionOf({ group, versions }: KnownKind, version = versions[0]): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Is it of this kind, in whatever version? */
export function isOfKind(kind: KnownKind, apiVersion: string, name: string): boolean {
  if (name !== kind.kind) return false;
  const { group } = groupVersion(apiVersion);
  return group === kind.group || (kind.formerGroups ?? []).includes(group);
}
