import type { Manifest } from '../../manifest/manifest.ts';
import type { NullReading } from './nulls.ts';
import type { Schema } from './schema.ts';

/** How the objects of one kind are read. `Spec` is what the schema promises of `spec`. */
export interface Kind<Spec> {
  readonly kind: string;
  /** API group, and the versions of it that are read, all alike. */
  readonly group: string;
  readonly versions: readonly string[];
  /** Groups that held the kind once: recognised, to be refused with a word on where it went. */
  readonly formerGroups?: readonly string[];
  readonly namespaced: boolean;
  /** Of the whole object. */
  readonly schema: Schema;
  readonly nulls: NullReading;
  /** Only for the type. */
  readonly spec?: Spec;
}

/** An object that an API server would take, with all that lowering needs to name it. */
export interface PolicyObject<Spec> {
  readonly manifest: Manifest;
  readonly kind: string;
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly spec: Spec;
}

/** Group and version of `networking.k8s.io/v1`. The group of a bare `v1` is empty. */
export function groupVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.lastIndexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** Is it of this kind, in whatever version? */
export function isOfKind(kind: Kind<unknown>, apiVersion: string, name: string): boolean {
  if (name !== kind.kind) return false;
  const { group } = groupVersion(apiVersion);
  return group === kind.group || (kind.formerGroups ?? []).includes(group);
}
