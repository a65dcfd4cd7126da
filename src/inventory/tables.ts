import { addressKey, type IpAddress } from '../net/address.ts';
import { nodeInfos, outsideApiservers } from './apiserver.ts';
import type { Cast } from './entities.ts';
import { Frontends } from './frontends.ts';
import type { Entity, Inventory, NamespaceInfo, NodeInfo, Service, ServicePort } from './inventory.ts';
import { nameKey, type Records } from './records.ts';
import { workloadName } from './workload-name.ts';

/** The inventory as exact look-ups. */
export class TableInventory implements Inventory {
  readonly cluster: string;
  readonly entities: readonly Entity[];
  readonly namespaces: readonly NamespaceInfo[];
  readonly services: readonly Service[];
  readonly nodes: readonly NodeInfo[];
  readonly leftOutWorkloads: Inventory['leftOutWorkloads'];
  readonly kubeApiservers: readonly IpAddress[];
  readonly dnsFacts: Inventory['dnsFacts'];
  readonly #holders = new Map<string, Entity[]>();
  readonly #byName = new Map<string, Entity>();
  readonly #services = new Map<string, Service>();
  readonly #frontends: Frontends;

  constructor(records: Records, cast: Cast, services: readonly Service[], cluster: string) {
    this.cluster = cluster;
    this.entities = cast.entities;
    this.namespaces = cast.namespaces;
    this.services = services;
    this.nodes = nodeInfos(records, cast);
    this.leftOutWorkloads = records.leftOutWorkloads;
    this.kubeApiservers = outsideApiservers(records, this.nodes);
    this.dnsFacts = records.dns;
    for (const entity of this.entities) this.#addEntity(entity);
    for (const service of services)
      this.#services.set(nameKey(service.cluster, service.namespace, service.name), service);
    this.#frontends = new Frontends(this.#local(services), this.#nodeAddresses(), records.report);
  }

  holders(address: IpAddress): readonly Entity[] {
    return this.#holders.get(addressKey(address)) ?? nobody;
  }

  serviceAt(address: IpAddress, protocol: number, port: number): ServicePort | undefined {
    return this.#frontends.at(address, protocol, port);
  }

  pod(namespace: string, name: string, cluster: string): Entity | undefined {
    return this.#byName.get(nameKey(cluster || this.cluster, namespace, name));
  }

  node(name: string, cluster: string): Entity | undefined {
    return this.#byName.get(nameKey(cluster || this.cluster, '', name));
  }

  service(namespace: string, name: string): Service | undefined {
    return this.#services.get(nameKey(this.cluster, namespace, name));
  }

  #addEntity(entity: Entity): void {
    const { cluster, namespace, name } = entity;
    this.#byName.set(nameKey(cluster, namespace, name), entity);
    const bare = nameKey(cluster, namespace, workloadName(name));
    // Pods sort before the workload of their name, so a name means the pod where there is one.
    if (!this.#byName.has(bare)) this.#byName.set(bare, entity);
    for (const address of entity.addresses) {
      const key = addressKey(address);
      const holders = this.#holders.get(key);
      if (holders === undefined) this.#holders.set(key, [entity]);
      else holders.push(entity);
    }
  }

  /** Addresses of other clusters' services mean nothing in this one. */
  #local<T extends { readonly cluster: string }>(items: readonly T[]): readonly T[] {
    return items.filter(({ cluster }) => cluster === this.cluster);
  }

  #nodeAddresses(): readonly IpAddress[] {
    return this.#local(this.entities).flatMap(({ kind, addresses }) => (kind === 'node' ? addresses : []));
  }
}

const nobody: readonly Entity[] = [];
