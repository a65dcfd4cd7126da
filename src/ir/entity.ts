import type { Source } from '../diagnostics/source.ts';
import type { IpAddress } from '../net/address.ts';

/**
 * - `pod`: has an address of its own, can be a subject and a peer.
 * - `host-network-pod`: shares the addresses of its node.
 * - `node`: a cluster member; its addresses are those of Node.status.addresses.
 */
export const entityKinds = ['pod', 'host-network-pod', 'node'] as const;
export type EntityKind = (typeof entityKinds)[number];

export type Labels = ReadonlyMap<string, string>;

/** A named or numbered port of a container (Pod.spec.containers[].ports[]). `name` is empty where it has none. */
export interface ContainerPort {
  readonly name: string;
  /** 1..65535. */
  readonly port: number;
  /** IP protocol number. */
  readonly protocol: number;
}

/** Whoever holds an address. One address can be held by several: a node and the hostNetwork pods on it. */
export interface Entity {
  readonly kind: EntityKind;
  /** The cluster's own name; entities of one cluster never match selectors of another. */
  readonly cluster: string;
  /** Empty for cluster-scoped entities. */
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  readonly serviceAccount: string;
  readonly serviceAccountLabels: Labels;
  /** Name of the node it runs on, or is; empty where the inventory does not say. */
  readonly node: string;
  readonly nodeLabels: Labels;
  readonly addresses: readonly IpAddress[];
  readonly ports: readonly ContainerPort[];
  readonly source: Source;
}

/** `ns/name`, `node:name`, with `cluster:` in front where it is not the given one. */
export function entityName(entity: Entity, localCluster = entity.cluster): string {
  const name = entity.kind === 'node' ? `node:${entity.name}` : `${entity.namespace}/${entity.name}`;
  return entity.cluster === localCluster ? name : `${entity.cluster}:${name}`;
}
