import { matches } from '../../../ir/expression.ts';
import { type Cidr, hostCidr } from '../../../net/cidr.ts';
import { everything, type Selector, satisfies } from '../selector/selector.ts';
import type { EntityRule } from '../types.ts';
import type { RulePlace } from './context.ts';

/** Ports at fixed addresses: one protocol and number. */
export interface FixedPort {
  readonly protocol: number;
  readonly port: number;
  readonly cidrs: readonly Cidr[];
}

/** Named ports of pods as a source: the IR knows names at the destination only. */
export function podPorts(
  { context: { inventory, members } }: RulePlace,
  names: readonly string[],
  filter: Selector | undefined = everything,
): readonly FixedPort[] {
  if (names.length === 0) return [];
  const pods = members.podsOf(filter);
  return byPort(
    inventory.entities
      .filter((entity) => matches(pods, entity))
      .flatMap(({ ports, addresses }) =>
        ports
          .filter(({ name }) => names.includes(name))
          .map((port) => ({ ...port, cidrs: addresses.map(hostCidr) })),
      ),
  );
}

export function hostPorts(
  { context: { hostEndpoints } }: RulePlace,
  names: readonly string[],
  filter: Selector | undefined = everything,
): readonly FixedPort[] {
  return byPort(
    hostEndpoints
      .filter(({ labels }) => satisfies(filter, labels))
      .flatMap(({ ports, cidrs }) =>
        ports.filter(({ name }) => names.includes(name)).map((port) => ({ ...port, cidrs })),
      ),
  );
}

/** Addresses with the same protocol and number together. */
function byPort(ports: readonly FixedPort[]): readonly FixedPort[] {
  const found = new Map<string, FixedPort & { readonly cidrs: Cidr[] }>();
  for (const { protocol, port, cidrs } of ports) {
    const key = `${protocol}/${port}`;
    const same = found.get(key) ?? { protocol, port, cidrs: [] };
    for (const cidr of cidrs) same.cidrs.push(cidr);
    found.set(key, same);
  }
  return [...found.values()];
}

export type ServicesSpec = NonNullable<EntityRule['services']>;

/** Endpoints as the inventory has them: without those that are not ready, which Calico takes too. */
export function servicePorts(
  { context }: RulePlace,
  { namespace = '', name }: ServicesSpec,
): readonly FixedPort[] {
  const service = context.inventory.service(namespace, name);
  return byPort(
    (service?.ports ?? []).flatMap(({ protocol, backends }) =>
      backends.map(({ address, port }) => ({ protocol, port, cidrs: [hostCidr(address)] })),
    ),
  );
}
