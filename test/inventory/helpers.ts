import { expect } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { type BuiltInventory, buildInventory, type InventoryOptions } from '../../src/inventory/build.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { isShortForm, shortFormOf } from '../../src/inventory/load.ts';
import { entityName } from '../../src/ir/entity.ts';
import { parseDocuments } from '../../src/manifest/document.ts';
import { manifestsOf } from '../../src/manifest/parse.ts';
import { formatAddress, type IpAddress, parseAddress } from '../../src/net/address.ts';

/** An inventory of Kubernetes objects and short forms in one text, which must itself be sound. */
export function inventoryOf(text: string, options?: InventoryOptions): BuiltInventory {
  const { documents, diagnostics } = parseDocuments(text, 'world.yaml');
  const objects = manifestsOf(documents.filter((document) => !isShortForm(document)));
  expect([...diagnostics, ...objects.diagnostics]).toEqual([]);
  const shortForms = documents.filter(isShortForm).map(shortFormOf);
  return buildInventory([{ manifests: objects.manifests, shortForms }], options);
}

/** As inventoryOf, where nothing may be said about the text but what is of no matter to a test. */
export function soundInventory(text: string, options?: InventoryOptions): Inventory {
  const { inventory, diagnostics } = inventoryOf(text, options);
  expect(diagnostics.filter(({ code }) => code !== 'namespace-assumed')).toEqual([]);
  return inventory;
}

/** `severity code line path`, without the namespaces that nobody declared. */
export function said(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics
    .filter(({ code }) => code !== 'namespace-assumed')
    .map(({ severity, code, line, path }) => [severity, code, line, path].filter(Boolean).join(' '));
}

export function ip(text: string): IpAddress {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return address;
}

export function holdersOf(inventory: Inventory, address: string): string[] {
  return inventory.holders(ip(address)).map((entity) => entityName(entity, inventory.cluster));
}

/** `address:port` of the backends behind a frontend, or undefined where nothing answers. */
export function backendsAt(
  inventory: Inventory,
  address: string,
  port: number,
  protocol = 6,
): string[] | undefined {
  const found = inventory.serviceAt(ip(address), protocol, port);
  return found?.backends.map((backend) => `${formatAddress(backend.address)} ${backend.port}`);
}
