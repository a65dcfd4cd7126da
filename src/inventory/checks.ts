import type { Source } from '../diagnostics/source.ts';
import { type Entity, entityName } from '../ir/entity.ts';
import { formatAddress, type IpAddress } from '../net/address.ts';
import type { Cast } from './entities.ts';
import type { Inventory } from './inventory.ts';
import type { Report } from './report.ts';

/** What is odd about who holds which address. */
export function checkAddresses(cast: Cast, inventory: Inventory, report: Report): void {
  for (const [record, entity] of cast.ofPod) {
    if (record.state !== 'live') continue;
    if (entity.addresses.length === 0) reportHomeless(entity, inventory, report);
    if (entity.kind === 'pod')
      for (const address of entity.addresses) checkHolders(entity, address, inventory, report);
  }
}

function reportHomeless(entity: Entity, inventory: Inventory, report: Report): void {
  const message = `${entityName(entity, inventory.cluster)} has no address: no packet will be known as its own`;
  const hint =
    entity.kind === 'pod'
      ? 'Dump running pods: kubectl get pods -A -o yaml.'
      : 'A hostNetwork pod has the addresses of its node: add the Node objects.';
  report.warn('pod-without-address', message, entity.source, hint);
}

function checkHolders(entity: Entity, address: IpAddress, inventory: Inventory, report: Report): void {
  const holders = inventory.holders(address);
  if (holders.length === 1) return;
  const [first, ...others] = holders.filter(({ kind }) => kind === 'pod');
  if (first === entity && others.length > 0) reportConflict(entity, others[0], address, inventory, report);
  const node = holders.find(({ kind }) => kind === 'node');
  if (node === undefined) return;
  const names = `${entityName(entity, inventory.cluster)} and ${entityName(node, inventory.cluster)}`;
  const message = `${names} both hold ${formatAddress(address)}, and the pod is not on hostNetwork`;
  report.warn('pod-holds-node-address', message, entity.source);
}

function reportConflict(
  first: Entity,
  second: Entity,
  address: IpAddress,
  inventory: Inventory,
  report: Report,
): void {
  const named = (entity: Entity) => `${entityName(entity, inventory.cluster)} (${placeOf(entity.source)})`;
  const message = `${named(first)} and ${named(second)} both hold ${formatAddress(address)}`;
  const hint = 'Policies are judged for both; where they differ the verdict is ambiguous-identity.';
  report.warn('address-conflict', message, first.source, hint);
}

function placeOf(source: Source): string {
  const { file, line } = source.locate();
  return `${file}:${line}`;
}
