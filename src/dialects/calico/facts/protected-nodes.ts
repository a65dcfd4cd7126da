import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Inventory, NodeInfo } from '../../../inventory/inventory.ts';
import { didYouMean } from '../../../manifest/suggest.ts';
import type { IpAddress } from '../../../net/address.ts';
import { cidrContains, hostCidr } from '../../../net/cidr.ts';
import { groupBy } from '../../shared/group-by.ts';
import { Steps, stepsOfLikeness } from '../../shared/lint/steps.ts';
import { compareText } from '../../shared/lowered.ts';
import { diagnose } from '../../shared/read.ts';
import { networksOf } from './address-sets.ts';
import type { HostEndpoint, ProtectedNode } from './host-endpoints.ts';
import { type Interface, interfacesOf } from './interfaces.ts';

/**
 * The host endpoints of each node, each with the node's addresses for which it stands. Traffic of the node itself is
 * taken to cross the interface that holds the node's own address of the connection.
 */
export function protectedNodes(
  endpoints: readonly HostEndpoint[],
  inventory: Inventory,
): { readonly nodes: readonly ProtectedNode[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics = unknownNodes(endpoints, inventory);
  const nodes: ProtectedNode[] = [];
  const byNode = groupBy(endpoints, ({ object }) => object.spec.node);
  for (const info of inventory.nodes.filter(({ entity }) => entity.cluster === inventory.cluster)) {
    const candidates = [...(byNode.get(info.entity.name) ?? [])].sort((a, b) => compareText(a.name, b.name));
    const own = endpointsOf(info, candidates);
    nodes.push(...own);
    const judged = own.map(({ endpoint }) => endpoint);
    diagnostics.push(...leftOut(candidates.filter((each) => !judged.includes(each) && !isWildcard(each))));
  }
  return { nodes, diagnostics };
}

/** Some addresses of a node and the endpoint that they have, if any. */
interface Part {
  readonly addresses: readonly IpAddress[];
  readonly endpoint: HostEndpoint | undefined;
}

/** The endpoint of the first interface stands for all addresses that are not on another one. */
function endpointsOf(info: NodeInfo, candidates: readonly HostEndpoint[]): readonly ProtectedNode[] {
  const node = info.entity;
  const [first, ...others] = interfacesOf(info).flatMap((each) => partsOf(each, candidates));
  if (first === undefined) return [];
  const main = first.endpoint;
  const further = others.filter(({ endpoint }) => endpoint !== main);
  const elsewhere = further.flatMap(({ addresses }) => addresses.map(hostCidr));
  const at = elsewhere.length === 0 ? {} : { at: { notNetworks: elsewhere } };
  return [
    ...(main === undefined ? [] : [{ node, endpoint: main, ...at }]),
    ...byEndpoint(further).map(([endpoint, addresses]) => ({
      node,
      endpoint,
      at: { networks: networksOf(addresses.map(hostCidr)) },
    })),
  ];
}

function byEndpoint(parts: readonly Part[]): readonly (readonly [HostEndpoint, readonly IpAddress[]])[] {
  const found = new Map<HostEndpoint, IpAddress[]>();
  for (const { endpoint, addresses } of parts) {
    if (endpoint !== undefined) found.set(endpoint, [...(found.get(endpoint) ?? []), ...addresses]);
  }
  return [...found];
}

/**
 * An interface has one endpoint. Where the inventory names none, an address that another endpoint expects is taken to be
 * on another interface; the others go with the first that covers any.
 */
function partsOf(each: Interface, candidates: readonly HostEndpoint[]): readonly Part[] {
  const endpointOf = (addresses: readonly IpAddress[]) =>
    candidates.find((candidate) => covers(candidate, { ...each, addresses }));
  const whole = endpointOf(each.addresses) ?? candidates.find(isWildcard);
  if (each.name !== undefined) return [{ addresses: each.addresses, endpoint: whole }];
  return each.addresses.map((address) => ({
    addresses: [address],
    endpoint: endpointOf([address]) ?? whole,
  }));
}

export function isWildcard({ object }: Pick<HostEndpoint, 'object'>): boolean {
  return object.spec.interfaceName === '*';
}

/** By name, or by an expected address where it has no name; neither goes before the other. */
function covers({ object, cidrs }: HostEndpoint, { name, addresses }: Interface): boolean {
  const { interfaceName = '' } = object.spec;
  if (interfaceName === '*') return false;
  if (interfaceName !== '') return name === undefined || interfaceName === name;
  return addresses.some((address) => cidrs.some((cidr) => cidrContains(cidr, address)));
}

function leftOut(endpoints: readonly HostEndpoint[]): readonly Diagnostic[] {
  return endpoints.flatMap(({ object }) =>
    diagnose(object.manifest, [
      {
        path: ['spec'],
        code: 'host-endpoint-not-judged',
        message: `no address of node ${object.spec.node} is known to be on an interface of this endpoint, or another stands for it: this one is only a peer of rules`,
        hint: 'Name the interfaces of the node with their addresses in the inventory; of several endpoints of one interface the first by name counts.',
        severity: 'warning',
      },
    ]),
  );
}

function unknownNodes(endpoints: readonly HostEndpoint[], inventory: Inventory): Diagnostic[] {
  const own = inventory.nodes.filter(({ entity }) => entity.cluster === inventory.cluster);
  const names = new Set(own.map(({ entity }) => entity.name));
  const steps = new Steps();
  return endpoints
    .filter(({ object }) => !names.has(object.spec.node))
    .flatMap(({ object }) => {
      steps.spend(stepsOfLikeness * names.size);
      const hint = steps.areUsed ? undefined : didYouMean(object.spec.node, names);
      const message = `there is no node ${object.spec.node} in the inventory: nobody is protected by it`;
      const violation = {
        path: ['spec', 'node'],
        code: 'unknown-node',
        message,
        severity: 'warning' as const,
      };
      return diagnose(object.manifest, [{ ...violation, ...(hint !== undefined && { hint }) }]);
    });
}
