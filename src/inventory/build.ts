import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { JsonValue, Manifest } from '../manifest/manifest.ts';
import { AddressChecks, ServiceChecks } from './checks.ts';
import { addCiliumPods } from './cilium-pods.ts';
import { castEntities } from './entities.ts';
import type { SourceOf } from './fields.ts';
import type { Inventory } from './inventory.ts';
import { reportLeftOut } from './left-out.ts';
import { readObjects } from './objects/read.ts';
import { Records } from './records.ts';
import { checkReferences } from './references.ts';
import { Report } from './report.ts';
import { resolveServices } from './services.ts';
import { readShortForm, type ShortForm, shortFormName } from './short-form.ts';
import { TableInventory } from './tables.ts';

/** Facts about one cluster. Several sources may tell of the same one. */
export interface InventorySource {
  /** Absent or '': the local cluster. */
  readonly cluster?: string;
  readonly manifests?: readonly Manifest[];
  readonly shortForms?: readonly ShortForm[];
}

export interface InventoryOptions {
  /** Name of the local cluster; else the first name that a short form gives it, else `default`. */
  readonly cluster?: string;
  /** Count the pod templates of workloads as pods, without addresses. */
  readonly workloads?: boolean;
}

export interface BuiltInventory {
  readonly inventory: Inventory;
  readonly diagnostics: readonly Diagnostic[];
}

/** One inventory out of all that is known. What cannot be used is in the diagnostics and not in the inventory. */
export function buildInventory(
  sources: readonly InventorySource[],
  options: InventoryOptions = {},
): BuiltInventory {
  const report = new Report();
  const records = new Records(report);
  const local = localName(sources, options);
  for (const source of sources) readSource(records, source, local, options.workloads ?? false);
  addCiliumPods(records);
  reportLeftOut(records);
  const cast = castEntities(records, local);
  const inventory = new TableInventory(records, cast, resolveServices(records, cast, local), local);
  new AddressChecks(inventory, report).check(cast);
  new ServiceChecks(inventory, report).check(records);
  checkReferences(records);
  return { inventory, diagnostics: report.diagnostics() };
}

/** As buildInventory, for the objects of one cluster. */
export function inventoryFromManifests(
  manifests: readonly Manifest[],
  options?: InventoryOptions,
): BuiltInventory {
  return buildInventory([{ manifests }], options);
}

/** As buildInventory, for the value of one `cluster:` field; `source` takes paths within that value. */
export function inventoryFromShortForm(value: JsonValue, source: SourceOf): BuiltInventory {
  return buildInventory([{ shortForms: [{ value, source }] }]);
}

function localName(sources: readonly InventorySource[], options: InventoryOptions): string {
  const forms = sources.flatMap(({ cluster, shortForms }) => (cluster ? [] : (shortForms ?? [])));
  return options.cluster || forms.map(shortFormName).find((name) => name !== '') || 'default';
}

function readSource(records: Records, source: InventorySource, local: string, workloads: boolean): void {
  const cluster = source.cluster || local;
  readObjects(records, source.manifests ?? [], { cluster, workloads });
  for (const form of source.shortForms ?? []) {
    // A source named on the command line bears that name, whatever it calls itself.
    readShortForm(records, form, source.cluster || shortFormName(form) || local);
  }
}
