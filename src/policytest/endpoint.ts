import type { Inventory, Service } from '../inventory/inventory.ts';
import type { Entity } from '../ir/entity.ts';
import { entityName } from '../ir/entity.ts';
import { canonicalName } from '../ir/name-pattern.ts';
import { didYouMean } from '../manifest/suggest.ts';
import { type IpAddress, parseAddress } from '../net/address.ts';

/** One end of a probe, looked up. */
export type Endpoint =
  | { readonly is: 'entity'; readonly entity: Entity }
  | { readonly is: 'address'; readonly addresses: readonly IpAddress[] }
  | { readonly is: 'service'; readonly service: Service };

/** Why an end cannot be looked up; the code says whether it is unknown here or to this version at all. */
export interface Unresolved {
  readonly code: 'unknown-endpoint' | 'unsupported-feature';
  readonly message: string;
  readonly hint?: string;
}

export interface Lookup {
  readonly inventory: Inventory;
  /** The text of the other end: `entity:host` is the node of that pod. */
  readonly other: string;
  /** Addresses that DNS answers gave for a canonical name. */
  addressesOf(name: string): readonly IpAddress[];
}

/** `ns/pod`, `cluster:ns/pod`, an address, `node:NAME`, `svc:ns/name`, `fqdn:NAME`, `entity:host`. */
export function findEndpoint(text: string, lookup: Lookup): Endpoint | Unresolved {
  const address = parseAddress(text);
  if (address !== undefined) return { is: 'address', addresses: [address] };
  const colon = text.indexOf(':');
  const prefix = text.slice(0, Math.max(colon, 0));
  const rest = text.slice(colon + 1);
  switch (prefix) {
    case 'node':
      return findNode(rest, lookup.inventory);
    case 'svc':
      return findService(rest, lookup.inventory);
    case 'fqdn':
      return findName(rest, lookup);
    case 'entity':
      return findReserved(rest, lookup);
    default:
      return findPod(prefix, rest, lookup.inventory);
  }
}

function findPod(cluster: string, text: string, inventory: Inventory): Endpoint | Unresolved {
  const [namespace, name, more] = text.split('/');
  if (name === undefined || more !== undefined) return notAnEndpoint(text);
  const entity = inventory.pod(namespace, name, cluster);
  if (entity !== undefined) return { is: 'entity', entity };
  const pods = inventory.entities.filter(({ kind }) => kind !== 'node');
  const known = pods.map((pod) => entityName(pod, inventory.cluster));
  return unknown(`pod ${text}${cluster === '' ? '' : ` in cluster ${cluster}`}`, text, known);
}

function findNode(name: string, inventory: Inventory): Endpoint | Unresolved {
  const entity = inventory.node(name, '');
  if (entity !== undefined) return { is: 'entity', entity };
  const nodes = inventory.entities.filter(({ kind }) => kind === 'node');
  return unknown(
    `node ${name}`,
    name,
    nodes.map((node) => node.name),
  );
}

export function findService(text: string, inventory: Inventory): Endpoint | Unresolved {
  const [namespace, name] = text.split('/');
  const service = name === undefined ? undefined : inventory.service(namespace, name);
  if (service !== undefined) return { is: 'service', service };
  const known = inventory.services.map((each) => `${each.namespace}/${each.name}`);
  return unknown(`service ${text}`, text, known);
}

function findName(name: string, lookup: Lookup): Endpoint | Unresolved {
  const addresses = lookup.addressesOf(canonicalName(name));
  if (addresses.length > 0) return { is: 'address', addresses };
  const hint = 'Give its addresses under cluster.dns, or under after in the probe.';
  return { code: 'unknown-endpoint', message: `no DNS answer gives an address for ${name}`, hint };
}

function findReserved(name: string, { inventory, other }: Lookup): Endpoint | Unresolved {
  if (name !== 'host') {
    return { code: 'unsupported-feature', message: `entity:${name} is not known as an end of a probe` };
  }
  const [namespace, pod] = other.split('/');
  const node = pod === undefined ? undefined : inventory.pod(namespace, pod, '')?.node;
  if (node) return findNode(node, inventory);
  const message = 'entity:host needs a pod with a node at the other end';
  return { code: 'unknown-endpoint', message };
}

function notAnEndpoint(text: string): Unresolved {
  const hint = 'Write ns/pod, cluster:ns/pod, an address, node:NAME, svc:ns/name, fqdn:NAME or entity:NAME.';
  return { code: 'unknown-endpoint', message: `${JSON.stringify(text)} is no endpoint`, hint };
}

function unknown(what: string, wanted: string, known: readonly string[]): Unresolved {
  const hint = didYouMean(wanted, known);
  return { code: 'unknown-endpoint', message: `there is no ${what}`, ...(hint !== undefined && { hint }) };
}
