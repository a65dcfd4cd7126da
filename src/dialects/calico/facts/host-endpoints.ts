import type { ContainerPort, Entity, Labels } from '../../../ir/entity.ts';
import type { Peer } from '../../../ir/policy.ts';
import { parseAddress } from '../../../net/address.ts';
import { hostCidr } from '../../../net/cidr.ts';
import type { PolicyObject } from '../../shared/kind.ts';
import { labelsOf } from '../read.ts';
import { protocolNumber } from '../schema/rules.ts';
import type { HostEndpointSpec, ProfileSpec } from '../types.ts';
import type { AddressSet } from './address-sets.ts';

/** A host endpoint with all its labels. As a peer it is its expected addresses: those of interfaces are not learnt. */
export interface HostEndpoint extends AddressSet {
  readonly object: PolicyObject<HostEndpointSpec>;
  readonly ports: readonly ContainerPort[];
}

export function hostEndpoints(
  objects: readonly PolicyObject<HostEndpointSpec>[],
  profiles: readonly PolicyObject<ProfileSpec>[],
): readonly HostEndpoint[] {
  const byName = new Map(profiles.map((profile) => [profile.name, profile.spec]));
  return objects.map((object) => {
    const { spec, name } = object;
    return {
      object,
      name,
      labels: withProfileLabels(object, byName),
      cidrs: (spec.expectedIPs ?? []).flatMap((text) => {
        const address = parseAddress(text);
        return address === undefined ? [] : [hostCidr(address)];
      }),
      ports: (spec.ports ?? []).map((each) => ({
        name: each.name,
        port: each.port,
        protocol: protocolNumber(each.protocol) ?? 0,
      })),
    };
  });
}

/** Its own labels win over those of its profiles. */
function withProfileLabels(
  object: PolicyObject<HostEndpointSpec>,
  profiles: ReadonlyMap<string, ProfileSpec>,
): Labels {
  const inherited = (object.spec.profiles ?? []).flatMap((name) =>
    Object.entries(profiles.get(name)?.labelsToApply ?? {}),
  );
  return new Map([...inherited, ...labelsOf(object)]);
}

/** A node and an endpoint of its interfaces. */
export interface ProtectedNode {
  readonly node: Entity;
  readonly endpoint: HostEndpoint;
  /**
   * The addresses for which it stands. Absent: all. Those of others lead to the interface with the node's first
   * address: what the node forwards is taken to cross that one.
   */
  readonly at?: Pick<Peer, 'networks' | 'notNetworks'>;
}
