import type { Source } from '../diagnostics/source.ts';
import type { ContainerPort, Entity, Labels } from '../ir/entity.ts';
import type { IpAddress } from '../net/address.ts';

/** A backend of a service port. */
export interface Backend {
  readonly address: IpAddress;
  readonly port: number;
}

/** One port of a Service with all that leads to it and all that it leads to. */
export interface ServicePort {
  readonly service: Service;
  readonly name: string;
  readonly protocol: number;
  /** The port of the frontends in Service.addresses. */
  readonly port: number;
  /** 0 where the service has none. */
  readonly nodePort: number;
  readonly backends: readonly Backend[];
}

export interface Service {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** ClusterIPs, load-balancer and external addresses. Empty for a headless service. */
  readonly addresses: readonly IpAddress[];
  readonly ports: readonly ServicePort[];
  /** Labels of the pods that it finds by itself. Empty: none. */
  readonly selector: Labels;
  readonly source: Source;
}

export interface NamespaceInfo {
  readonly cluster: string;
  readonly name: string;
  readonly labels: Labels;
}

/** What is known of a node beyond its being an entity. */
export interface NodeInfo {
  readonly entity: Entity;
  /** An API server answers at its addresses. */
  readonly kubeApiserver: boolean;
  /** Only where the inventory names them; their addresses are among those of the entity. */
  readonly interfaces: readonly { readonly name: string; readonly addresses: readonly IpAddress[] }[];
}

/** A workload whose pod template is not counted as a pod. */
export interface LeftOutWorkload {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
}

/** Who is who. Built once, then only asked. */
export interface Inventory {
  /** Name of the cluster whose policies are judged; `default` unless said otherwise. */
  readonly cluster: string;
  readonly entities: readonly Entity[];
  readonly namespaces: readonly NamespaceInfo[];
  readonly services: readonly Service[];
  readonly nodes: readonly NodeInfo[];
  /** Not those that belong to another. */
  readonly leftOutWorkloads: readonly LeftOutWorkload[];
  /** Everyone who holds the address; empty for an outside address. Words as in net/address.ts. */
  holders(address: IpAddress): readonly Entity[];
  /** The service port behind a frontend address (or a node's address and node port), if any. */
  serviceAt(address: IpAddress, protocol: number, port: number): ServicePort | undefined;
  /** `ns/pod` of a cluster; '' for the local cluster. */
  pod(namespace: string, name: string, cluster: string): Entity | undefined;
  node(name: string, cluster: string): Entity | undefined;
  service(namespace: string, name: string): Service | undefined;
  /** API server addresses outside the cluster. */
  readonly kubeApiservers: readonly IpAddress[];
  /** DNS answers that every endpoint has already seen. */
  readonly dnsFacts: readonly { readonly name: string; readonly addresses: readonly IpAddress[] }[];
}

export type { ContainerPort, Entity, Labels };
