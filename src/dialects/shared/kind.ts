import type { KnownKind } from '../../manifest/known-kind.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { NullReading } from './nulls.ts';
import type { Schema } from './schema.ts';

/** How the objects of one kind are read. `Spec` is what the schema promises of `spec`. */
export interface Kind<Spec> extends KnownKind {
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
