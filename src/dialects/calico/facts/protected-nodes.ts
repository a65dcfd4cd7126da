import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { type IpAddress, sameAddress } from '../../../net/address.ts';
import { cidrContains } from '../../../net/cidr.ts';
import { compareText } from '../../shared/lowered.ts';
import { diagnose } from '../../shared/read.ts';
import { didYouMean } from '../../shared/violation.ts';
import type { HostEndpoint, ProtectedNode } from './host-endpoints.ts';

/** An interface of a node as far as the inventory tells. */
interface Interface {
  /** Undefined where the inventory names none: then any name may be it. */
  readonly name: string | undefined;
  readonly addresses: readonly IpAddress[];
}

/**
 * The host endpoint of each node that has one. Which interface traffic takes is not in an inventory, so the one with
 * the node's first address stands for all, and endpoints of others are left out with a warning.
 */
export function protectedNodes(
  endpoints: readonly HostEndpoint[],
  inventory: Inventory,
): { readonly nodes: readonly ProtectedNode[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics = unknownNodes(endpoints, inventory);
  const nodes: ProtectedNode[] = [];
  for (const { entity, interfaces } of inventory.nodes) {
    const candidates = endpoints
      .filter(({ object }) => entity.cluster === inventory.cluster && object.spec.node === entity.name)
      .sort((a, b) => compareText(a.name, b.name));
    const main = mainInterface(entity.addresses, interfaces);
    const endpoint = candidates.find((each) => covers(each, main)) ?? candidates.find(isWildcard);
    if (endpoint !== undefined) nodes.push({ node: entity, endpoint });
    diagnostics.push(...leftOut(candidates.filter((each) => each !== endpoint && !isWildcard(each))));
  }
  return { nodes, diagnostics };
}

function mainInterface(
  addresses: readonly IpAddress[],
  interfaces: readonly { readonly name: string; readonly addresses: readonly IpAddress[] }[],
): Interface {
  const [first] = addresses;
  const found = interfaces.find(
    (each) => first !== undefined && each.addresses.some((own) => sameAddress(own, first)),
  );
  return found ?? { name: undefined, addresses };
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
        message: `another host endpoint stands for node ${object.spec.node}: this one is only a peer of rules`,
        hint: 'a node is judged by the endpoint of the interface with its first address; of several the first name',
        severity: 'warning',
      },
    ]),
  );
}

function unknownNodes(endpoints: readonly HostEndpoint[], inventory: Inventory): Diagnostic[] {
  const names = inventory.nodes
    .filter(({ entity }) => entity.cluster === inventory.cluster)
    .map(({ entity }) => entity.name);
  return endpoints
    .filter(({ object }) => !names.includes(object.spec.node))
    .flatMap(({ object }) => {
      const hint = didYouMean(object.spec.node, names);
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
