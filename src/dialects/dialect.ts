import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { PolicySet } from '../ir/policy.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Kind } from './shared/kind.ts';
import type { LoweringMemory } from './shared/memory.ts';

/** One setting of an engine where its API texts leave a choice open. */
export interface EngineOption {
  readonly name: string;
  readonly values: readonly string[];
  /** For options that take other texts than `values`: what is wrong with one, undefined where nothing is. */
  readonly fault?: (value: string) => string | undefined;
  /** The first of `values` unless said otherwise. */
  readonly default: string;
  /** One sentence: what the choice decides. */
  readonly summary: string;
}

export interface LoweringInput {
  readonly manifests: readonly Manifest[];
  readonly inventory: Inventory;
  /** Objects of the cluster dump, for kinds that are facts to this language: HostEndpoint, NetworkSet, ... */
  readonly resources: readonly Manifest[];
  /** Values of all options of the dialect, defaults filled in. */
  readonly options: ReadonlyMap<string, string>;
  /** One of the dialect's versions; empty for the newest. */
  readonly version: string;
  /** For lowerings of mostly the same objects; dialects may make use of it. */
  readonly memory?: LoweringMemory;
}

export interface Lowered {
  readonly set: PolicySet;
  /** What would be in force once everything staged is enforced; absent where nothing is staged. */
  readonly pending?: PolicySet;
  /** Invalid objects are in here as errors and not in the set. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A policy language: reads the objects of its kinds, as its API server would, and lowers them to the IR. */
export interface Dialect {
  readonly name: string;
  /** Releases whose behaviours differ and can be asked for by `name@version`; absent: there is one. */
  readonly versions?: readonly string[];
  readonly options: readonly EngineOption[];
  /** What a policy does to connections that were open before it; absent: the texts leave it open. */
  readonly liveConnections?: 'keep' | 'recheck';
  /** The kinds that it reads in a version (empty: the newest), with all their fields. */
  kinds(version: string): readonly Kind<unknown>[];
  /** Does this language read objects of this kind? */
  reads(apiVersion: string, kind: string): boolean;
  lower(input: LoweringInput): Lowered;
}
