import { type Entity, entityName } from '../ir/entity.ts';
import { addressKey, formatAddress, type IpAddress } from '../net/address.ts';
import type { Cast } from './entities.ts';
import type { Inventory } from './inventory.ts';
import type { ServiceRecord } from './record.ts';
import type { Records } from './records.ts';
import type { Report } from './report.ts';

/** What is odd about who holds which address. */
export class AddressChecks {
  readonly #inventory: Inventory;
  readonly #report: Report;
  readonly #firsts: FirstHolders;

  constructor(inventory: Inventory, report: Report) {
    this.#inventory = inventory;
    this.#report = report;
    this.#firsts = new FirstHolders(inventory);
  }

  check({ ofPod, ofNode }: Cast): void {
    for (const [record, entity] of ofPod) {
      if (record.state !== 'live') continue;
      if (entity.addresses.length === 0) this.#reportHomeless(entity);
      if (entity.kind === 'pod') for (const address of entity.addresses) this.#checkPod(entity, address);
    }
    for (const node of ofNode.values()) for (const address of node.addresses) this.#checkLike(node, address);
  }

  #reportHomeless(entity: Entity): void {
    const message = `${this.#nameOf(entity)} has no address: no packet will be known as its own`;
    const hint =
      entity.kind === 'pod'
        ? 'Dump running pods: kubectl get pods -A -o yaml.'
        : 'A hostNetwork pod has the addresses of its node: add the Node objects.';
    this.#report.warn('pod-without-address', message, entity.source, hint);
  }

  #checkPod(pod: Entity, address: IpAddress): void {
    this.#checkLike(pod, address);
    const node = this.#firsts.of('node', address).at(0);
    if (node === undefined) return;
    const names = `${this.#nameOf(pod)} and ${this.#nameOf(node)}`;
    const message = `${names} both hold ${formatAddress(address)}, and the pod is not on hostNetwork`;
    this.#report.warn('pod-holds-node-address', message, pod.source);
  }

  /** Others of its kind at the address: said at the first of them. */
  #checkLike(entity: Entity, address: IpAddress): void {
    const [first, second] = this.#firsts.of(entity.kind, address);
    if (first !== entity || second === undefined) return;
    const message = `${this.#placed(first)} and ${this.#placed(second)} both hold ${formatAddress(address)}`;
    const hint = 'Policies are judged for both; where they differ the verdict is ambiguous-identity.';
    this.#report.warn('address-conflict', message, first.source, hint);
  }

  #placed(entity: Entity): string {
    const { file, line } = entity.source.locate();
    return `${this.#nameOf(entity)} (${file}:${line})`;
  }

  #nameOf(entity: Entity): string {
    return entityName(entity, this.#inventory.cluster);
  }
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
export class ServiceChecks {
  readonly #inventory: Inventory;
  readonly #report: Report;
  /** By address: the first service that has it as a cluster address. */
  readonly #firsts = new Map<string, ServiceRecord>();

  constructor(inventory: Inventory, report: Report) {
    this.#inventory = inventory;
    this.#report = report;
  }

  check({ services }: Records): void {
    for (const service of services.all()) {
      if (service.cluster !== this.#inventory.cluster) continue;
      for (const address of service.addresses) this.#checkPods(service, address);
      for (const address of service.clusterAddresses) this.#checkServices(service, address);
    }
  }

  #checkPods(service: ServiceRecord, address: IpAddress): void {
    const { cluster } = this.#inventory;
    const holders = this.#inventory.holders(address);
    const pod = holders.find((holder) => holder.kind === 'pod' && holder.cluster === cluster);
    if (pod === undefined) return;
    const message = `${titleOf(service)} and the pod ${entityName(pod, cluster)} both have ${formatAddress(address)}`;
    const hint = 'Its ports lead to the backends of the service, all others to the pod.';
    this.#report.warn('service-address-conflict', message, service.source, hint);
  }

  #checkServices(service: ServiceRecord, address: IpAddress): void {
    const key = addressKey(address);
    const first = this.#firsts.get(key) ?? service;
    this.#firsts.set(key, first);
    if (first === service || sharesPort(first, service)) return;
    const message = `${titleOf(service)} and ${titleOf(first)} both have the cluster address ${formatAddress(address)}`;
    this.#report.warn('service-address-conflict', message, service.source);
  }
}

/** Frontends speak of that. */
function sharesPort(one: ServiceRecord, other: ServiceRecord): boolean {
  return one.ports.some(({ protocol, port }) =>
    other.ports.some((each) => each.protocol === protocol && each.port === port),
  );
}

function titleOf({ namespace, name }: ServiceRecord): string {
  return `the service ${namespace}/${name}`;
}
