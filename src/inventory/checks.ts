import type { Source } from '../diagnostics/source.ts';
import { type Entity, entityName } from '../ir/entity.ts';
import { addressKey, formatAddress, type IpAddress } from '../net/address.ts';
import type { Cast } from './entities.ts';
import type { Inventory } from './inventory.ts';
import type { ServiceRecord } from './record.ts';
import type { Records } from './records.ts';
import type { Report } from './report.ts';

/** What is odd about who holds which address. */
export function checkAddresses(cast: Cast, inventory: Inventory, report: Report): void {
  const firsts = new FirstHolders(inventory);
  for (const [record, entity] of cast.ofPod) {
    if (record.state !== 'live') continue;
    if (entity.addresses.length === 0) reportHomeless(entity, inventory, report);
    if (entity.kind === 'pod')
      for (const address of entity.addresses) checkHolders(entity, address, firsts, inventory, report);
  }
  for (const node of cast.ofNode.values())
    for (const address of node.addresses) checkLike(node, address, firsts, inventory, report);
}

/** The first two holders of each kind at an address; found once for each, as thousands may share one. */
class FirstHolders {
  readonly #inventory: Inventory;
  readonly #known = new Map<string, readonly Entity[]>();

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  of(kind: Entity['kind'], address: IpAddress): readonly Entity[] {
    const key = `${kind} ${addressKey(address)}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = firstTwo(this.#inventory.holders(address), kind);
      this.#known.set(key, known);
    }
    return known;
  }
}

function firstTwo(holders: readonly Entity[], wanted: Entity['kind']): readonly Entity[] {
  const first = holders.findIndex(({ kind }) => kind === wanted);
  if (first < 0) return [];
  const second = holders.find((holder, at) => at > first && holder.kind === wanted);
  return second === undefined ? [holders[first]] : [holders[first], second];
}

/**
 * Addresses that cannot be a service's alone. Nodes and hostNetwork pods hold external addresses of services rightly, and
 * services share those with each other by port. Services of other clusters have no frontends here.
 */
export function checkServices(records: Records, inventory: Inventory, report: Report): void {
  const firsts = new Map<string, ServiceRecord>();
  for (const service of records.services.all()) {
    if (service.cluster !== inventory.cluster) continue;
    for (const address of service.addresses) checkPodsAt(service, address, inventory, report);
    for (const address of service.clusterAddresses) {
      const key = addressKey(address);
      const first = firsts.get(key) ?? service;
      firsts.set(key, first);
      if (first !== service && !sharesPort(first, service)) reportShared(first, service, address, report);
    }
  }
}

function checkPodsAt(service: ServiceRecord, address: IpAddress, inventory: Inventory, report: Report): void {
  const pod = inventory
    .holders(address)
    .find(({ kind, cluster }) => kind === 'pod' && cluster === service.cluster);
  if (pod === undefined) return;
  const message = `${titleOf(service)} and the pod ${entityName(pod, inventory.cluster)} both have ${formatAddress(address)}`;
  const hint = 'Its ports lead to the backends of the service, all others to the pod.';
  report.warn('service-address-conflict', message, service.source, hint);
}

/** Frontends speak of that. */
function sharesPort(one: ServiceRecord, other: ServiceRecord): boolean {
  return one.ports.some(({ protocol, port }) =>
    other.ports.some((each) => each.protocol === protocol && each.port === port),
  );
}

function reportShared(first: ServiceRecord, second: ServiceRecord, address: IpAddress, report: Report): void {
  const message = `${titleOf(second)} and ${titleOf(first)} both have the cluster address ${formatAddress(address)}`;
  report.warn('service-address-conflict', message, second.source);
}

function titleOf({ namespace, name }: ServiceRecord): string {
  return `the service ${namespace}/${name}`;
}

function reportHomeless(entity: Entity, inventory: Inventory, report: Report): void {
  const message = `${entityName(entity, inventory.cluster)} has no address: no packet will be known as its own`;
  const hint =
    entity.kind === 'pod'
      ? 'Dump running pods: kubectl get pods -A -o yaml.'
      : 'A hostNetwork pod has the addresses of its node: add the Node objects.';
  report.warn('pod-without-address', message, entity.source, hint);
}

function checkHolders(
  entity: Entity,
  address: IpAddress,
  firsts: FirstHolders,
  inventory: Inventory,
  report: Report,
): void {
  checkLike(entity, address, firsts, inventory, report);
  const node = firsts.of('node', address).at(0);
  if (node === undefined) return;
  const names = `${entityName(entity, inventory.cluster)} and ${entityName(node, inventory.cluster)}`;
  const message = `${names} both hold ${formatAddress(address)}, and the pod is not on hostNetwork`;
  report.warn('pod-holds-node-address', message, entity.source);
}

/** Others of its kind at the address: said at the first of them. */
function checkLike(
  entity: Entity,
  address: IpAddress,
  firsts: FirstHolders,
  inventory: Inventory,
  report: Report,
): void {
  const [first, second] = firsts.of(entity.kind, address);
  if (first === entity && second !== undefined) reportConflict(entity, second, address, inventory, report);
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
