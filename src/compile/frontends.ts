import type { Backend, Inventory, Service, ServicePort } from '../inventory/inventory.ts';
import type { Expression } from '../ir/expression.ts';
import type { PolicySet, Rule } from '../ir/policy.ts';
import { addressKey, type IpAddress } from '../net/address.ts';
import { rulesOf, stagesOf } from './mentions.ts';

/** A service port at one of its addresses, and where connections to it are sent. */
export interface Frontend {
  readonly address: IpAddress;
  readonly protocol: number;
  readonly port: number;
  readonly backends: readonly Backend[];
}

/** Node ports answer at every node: with more frontends than this they are left out. */
const mostFrontends = 2 ** 16;

/** Frontends of services, and nodes where services have node ports. */
export function frontendTest(inventory: Inventory): (address: IpAddress) => boolean {
  const own = servicesOf(inventory);
  const keys = new Set(own.flatMap(({ addresses }) => addresses.map(addressKey)));
  if (own.some(({ ports }) => ports.some(({ nodePort }) => nodePort > 0))) {
    for (const address of nodeAddresses(inventory)) keys.add(addressKey(address));
  }
  return (address) => keys.has(addressKey(address));
}

/** Every service port at every address where it answers, each once. */
export function frontendsOf(inventory: Inventory): readonly Frontend[] {
  const services = servicesOf(inventory);
  const ports = services.flatMap((service) => service.ports);
  const direct = services.flatMap(({ addresses, ports }) =>
    ports.flatMap(({ protocol, port }) => addresses.map((address) => ({ address, protocol, port }))),
  );
  const nodePorts = ports.filter(({ nodePort }) => nodePort > 0);
  const nodes = nodeAddresses(inventory);
  const isMuch = direct.length + nodePorts.length * nodes.length > mostFrontends;
  const atNodes = (isMuch ? [] : nodePorts).flatMap(({ protocol, nodePort }) =>
    nodes.map((address) => ({ address, protocol, port: nodePort })),
  );
  const found = new Map<string, Frontend>();
  for (const front of [...direct, ...atNodes]) {
    const { address, protocol, port } = front;
    const behind: ServicePort | undefined = inventory.serviceAt(address, protocol, port);
    if (behind === undefined) continue;
    found.set(`${addressKey(address)} ${protocol} ${port}`, { ...front, backends: behind.backends });
  }
  return [...found.values()];
}

/** Where services of the cluster send connections, at any of their frontends. */
export function backendsOf(inventory: Inventory): readonly Backend[] {
  return servicesOf(inventory).flatMap(({ ports }) => ports.flatMap(({ backends }) => backends));
}

/** Some stage sees the frontend of a service, or nodes on the way to a backend are asked. */
export function seesFrontends(set: PolicySet): boolean {
  return set.forwarding !== undefined || stagesOf(set).some((stage) => stage.beforeTranslation);
}

/** Some rule asks for the service of a connection between two that are not one. */
export function asksForServices(set: PolicySet): boolean {
  return rulesOf(set).some(({ service, remote }) => service !== undefined && !isOfItself(remote));
}

/** The peers are the subject itself at the most. */
function isOfItself(peers: Rule['remote']): boolean {
  return peers?.every(({ entity }) => entity !== undefined && impliesSubject(entity)) ?? false;
}

function impliesSubject(expression: Expression): boolean {
  if (expression.op === 'and') return expression.terms.some(impliesSubject);
  return expression.op === 'isSubject' || expression.op === 'none';
}

function servicesOf({ cluster, services }: Inventory): readonly Service[] {
  return services.filter((service) => service.cluster === cluster);
}

function nodeAddresses({ cluster, entities }: Inventory): readonly IpAddress[] {
  const nodes = entities.filter((entity) => entity.kind === 'node' && entity.cluster === cluster);
  return nodes.flatMap(({ addresses }) => addresses);
}
