import type { Source } from '../diagnostics/source.ts';
import type { ContainerPort, Labels } from '../ir/entity.ts';
import type { IpAddress } from '../net/address.ts';

/**
 * What the inputs say, object by object, before anything refers to anything else. Kubernetes objects and the short
 * form both become these.
 */
interface ObjectRecord {
  readonly cluster: string;
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly source: Source;
}

export type NamespaceRecord = ObjectRecord;
export type ServiceAccountRecord = ObjectRecord;

export interface PodRecord extends ObjectRecord {
  readonly serviceAccount: string;
  readonly node: string;
  readonly hostNetwork: boolean;
  readonly addresses: readonly IpAddress[];
  readonly ports: readonly ContainerPort[];
  /** Services send connections to it. */
  readonly ready: boolean;
  /** - `finished`: all containers have ended, so the address may belong to another pod by now.
   *  - `template`: not a pod, but what a workload would make pods of. */
  readonly state: 'live' | 'finished' | 'template';
  /** A Kubernetes object says so, not the short form: its namespace is an object too, whose labels are to be known. */
  readonly isObject: boolean;
}

/** A workload that is not counted, as far as its pods can be known by it. */
export interface WorkloadRecord {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  /** That its pods have; empty where it does not say. */
  readonly podLabels: Labels;
  /** Nobody misses its pods: it is scaled to none, or they come and go. */
  readonly mayHaveNone: boolean;
  readonly source: Source;
}

export interface CiliumEndpointRecord extends ObjectRecord {
  /** Of the pod's namespace. */
  readonly namespaceLabels: Labels;
  readonly serviceAccount: string;
  /** Of the node. */
  readonly nodeAddress: IpAddress | undefined;
  readonly addresses: readonly IpAddress[];
  /** Those that have a name. */
  readonly ports: readonly ContainerPort[];
}

export interface NodeInterface {
  readonly name: string;
  readonly addresses: readonly IpAddress[];
}

export interface NodeRecord extends ObjectRecord {
  readonly addresses: readonly IpAddress[];
  readonly interfaces: readonly NodeInterface[];
  readonly kubeApiserver: boolean;
}

export interface ServicePortRecord {
  readonly name: string;
  readonly protocol: number;
  readonly port: number;
  /** A container port, or the name of one. */
  readonly targetPort: number | string;
  /** 0 where there is none. */
  readonly nodePort: number;
}

export interface ServiceRecord extends ObjectRecord {
  /** Those of `addresses` that the cluster gives to one service only; others may be shared. */
  readonly clusterAddresses: readonly IpAddress[];
  readonly addresses: readonly IpAddress[];
  readonly ports: readonly ServicePortRecord[];
  /** Empty: the service finds no pods by itself. */
  readonly selector: Labels;
  readonly publishNotReady: boolean;
  /** Backends that the object names itself (short form): at the target port. */
  readonly endpoints: readonly IpAddress[];
}

/** An EndpointSlice, or a subset of an Endpoints object: its ready addresses at its ports. */
export interface EndpointsRecord {
  readonly cluster: string;
  readonly namespace: string;
  /** Of the object itself. */
  readonly name: string;
  readonly source: Source;
  readonly service: string;
  /** Slices say more than Endpoints objects and are preferred to them. */
  readonly isSlice: boolean;
  readonly endpoints: readonly { readonly address: IpAddress; readonly ready: boolean }[];
  readonly ports: readonly { readonly name: string; readonly protocol: number; readonly port: number }[];
}

export interface DnsFact {
  readonly name: string;
  readonly addresses: readonly IpAddress[];
}
