import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { FieldPath, Source } from '../diagnostics/source.ts';

/** A parsed value as JSON knows it. Objects have no prototype, so that a key named `__proto__` is only a key. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** One Kubernetes object out of a file; items of a List are objects of their own. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  /** metadata.name; '' where it is missing. */
  readonly name: string;
  /** metadata.namespace; '' where it is missing. */
  readonly namespace: string;
  readonly value: JsonObject;
  /** The place of a field of this object (of the object itself for an empty path). */
  source(path: FieldPath): Source;
}

export interface LoadedManifests {
  readonly manifests: readonly Manifest[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files read, in order. */
  readonly files: readonly string[];
}

/** In a message: `NetworkPolicy shop/db`. */
export function titleOf({ kind, namespace, name }: Manifest): string {
  if (name === '') return `${kind} without a name`;
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}
