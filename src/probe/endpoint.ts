import type { Inventory, Service } from '../inventory/inventory.ts';
import { templateName } from '../inventory/workload-name.ts';
import type { Party } from '../ir/connection.ts';
import { type Entity, entityName } from '../ir/entity.ts';
import { didYouMean } from '../manifest/suggest.ts';
import { type Family, type IpAddress, ipv4, parseAddress } from '../net/address.ts';
import { parseCidr } from '../net/cidr.ts';

/** What an endpoint in the notation of the command line and of policy tests stands for. */
export type Endpoint =
  | {
      readonly kind: 'party';
      /** One for each address, in the inventory's order. Never empty. */
      readonly parties: readonly Party[];
      /** The pod or node that was named; absent for an address. */
      readonly entity?: Entity;
      /** The inventory knows no address: the one party has the unspecified address in its place. */
      readonly addressUnknown: boolean;
    }
  | { readonly kind: 'service'; readonly service: Service; readonly parties: readonly Party[] }
  /** A word of a policy language, such as `host`: what it stands for depends on the other end. */
  | { readonly kind: 'entity'; readonly name: string }
  | { readonly kind: 'fqdn'; readonly name: string };

export interface EndpointError {
  readonly kind: 'error';
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

type Parsed = Endpoint | EndpointError;

/** `ns/pod`, `cluster:ns/pod`, an IP, `node:NAME`, `cluster:node:NAME`, `svc:ns/name`, `entity:NAME`, `fqdn:NAME`. */
export function parseEndpoint(text: string, inventory: Inventory): Parsed {
  const address = parseAddress(text);
  if (address !== undefined) {
    return { kind: 'party', parties: [partyAt(address, inventory)], addressUnknown: false };
  }
  if (parseCidr(text) !== undefined) return malformed(text);
  const match = /^(?:(?<prefix>[^:/]+):)?(?<rest>.+)$/s.exec(text);
  const { prefix = '', rest = '' } = match?.groups ?? {};
  if (prefix === 'svc') return serviceEndpoint(rest, inventory);
  if (prefix === 'entity' || prefix === 'fqdn') return { kind: prefix, name: rest };
  if (prefix === 'node') return nodeEndpoint(rest, '', inventory);
  if (prefix !== '' && rest.startsWith('node:')) return nodeEndpoint(rest.slice(5), prefix, inventory);
  return podEndpoint(rest, prefix, inventory);
}

/** The party of a family, the first one where none is asked for. */
export function partyOf(parties: readonly Party[], family?: Family): Party | undefined {
  return family === undefined ? parties[0] : parties.find(({ address }) => address.family === family);
}

function podEndpoint(text: string, cluster: string, inventory: Inventory): Parsed {
  const found = namespaced(text);
  if (found === undefined) return malformed(text);
  const pod = inventory.pod(found.namespace, found.name, cluster);
  if (pod !== undefined) return entityEndpoint(pod, inventory);
  const written = cluster === '' ? text : `${cluster}:${text}`;
  const names = inventory.entities
    .filter(({ kind }) => kind !== 'node')
    .map((entity) => entityName(entity, inventory.cluster));
  const message = `there is no pod ${written} in the inventory`;
  return unknown('unknown-pod', message, written, names, templateHint(found, cluster, names, inventory));
}

/** `ns/name`, taken apart. */
interface FullName {
  readonly namespace: string;
  readonly name: string;
}

/** Where it was probably a pod template that was meant, which is there but not counted. */
function templateHint(
  { namespace, name }: FullName,
  cluster: string,
  names: readonly string[],
  { cluster: local, leftOutWorkloads }: Inventory,
): string | undefined {
  const meant = leftOutWorkloads.find(
    (workload) =>
      workload.cluster === (cluster || local) &&
      workload.namespace === namespace &&
      (workload.name === name || templateName(workload.name, workload.kind) === name),
  );
  if (meant !== undefined) return `The ${meant.kind} is there: count pod templates as pods by --workloads.`;
  if (names.length > 0 || leftOutWorkloads.length === 0) return undefined;
  return 'The inventory holds workloads only: count their pod templates as pods by --workloads.';
}

function nodeEndpoint(name: string, cluster: string, inventory: Inventory): Parsed {
  const node = inventory.node(name, cluster);
  if (node !== undefined) return entityEndpoint(node, inventory);
  const names = inventory.entities.filter(({ kind }) => kind === 'node').map((entity) => entity.name);
  return unknown('unknown-node', `there is no node ${name} in the inventory`, name, names);
}

function serviceEndpoint(text: string, inventory: Inventory): Parsed {
  const service = findService(text, inventory);
  if ('code' in service) return service;
  const parties = service.addresses.map((address) => partyAt(address, inventory));
  return { kind: 'service', service, parties };
}

/** The service of the local cluster that `ns/name` stands for. */
export function findService(text: string, inventory: Inventory): Service | EndpointError {
  const found = namespaced(text);
  if (found === undefined) return malformed(`svc:${text}`);
  const service = inventory.service(found.namespace, found.name);
  if (service !== undefined) return service;
  const names = inventory.services.map(({ namespace, name }) => `${namespace}/${name}`);
  return unknown('unknown-service', `there is no service ${text} in the inventory`, text, names);
}

function namespaced(text: string): FullName | undefined {
  const slash = text.indexOf('/');
  if (slash < 1 || slash === text.length - 1) return undefined;
  return { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

const unspecified: IpAddress = ipv4(0);

function entityEndpoint(entity: Entity, inventory: Inventory): Endpoint {
  const addressUnknown = entity.addresses.length === 0;
  const addresses = addressUnknown ? [unspecified] : entity.addresses;
  // A pod's name says which of two holders is meant; node and hostNetwork pods cannot be told apart by address.
  const parties = addresses.map((address) =>
    entity.kind === 'pod' || addressUnknown ? { address, entities: [entity] } : partyAt(address, inventory),
  );
  return { kind: 'party', parties, entity, addressUnknown };
}

function partyAt(address: IpAddress, inventory: Inventory): Party {
  return { address, entities: inventory.holders(address) };
}

function malformed(text: string): EndpointError {
  const hint = 'Write namespace/pod, an IP address, node:NAME, svc:namespace/name, entity:NAME or fqdn:NAME.';
  return { kind: 'error', code: 'bad-endpoint', message: `${JSON.stringify(text)} is no endpoint`, hint };
}

function unknown(
  code: string,
  message: string,
  name: string,
  names: readonly string[],
  better?: string,
): EndpointError {
  const hint =
    better ??
    didYouMean(name, names) ??
    (names.length === 0 ? 'The inventory holds none: say who is who by --cluster.' : undefined);
  return { kind: 'error', code, message, ...(hint !== undefined && { hint }) };
}
