import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { EngineCore } from '../engine/core.ts';
import { type CreatedJudge, createJudge } from '../engine/create.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** The same objects, read by one engine. */
export interface EngineReading {
  /** As asked for: `NAME` or `NAME@VERSION`. */
  readonly name: string;
  readonly created: CreatedJudge;
  /** Objects that it refuses or does not read, fields that it ignores or fails closed on. */
  readonly findings: readonly Diagnostic[];
}

export interface Objects {
  readonly manifests: readonly Manifest[];
  readonly resources: readonly Manifest[];
  readonly inventory: Inventory;
  readonly core: EngineCore;
}

/** Objects that an engine refuses are not in force under it; that is one of the things to be compared. */
export function readAs(name: string, objects: Objects): EngineReading {
  const created = createJudge({ engine: name, ...objects });
  return { name, created, findings: created.diagnostics.filter(({ severity }) => severity !== 'info') };
}
