import type { Source } from '../../../diagnostics/source.ts';
import type { Service } from '../../../inventory/inventory.ts';
import type { Peer } from '../../../ir/policy.ts';
import { familyBits } from '../../../net/cidr.ts';
import type { ServiceSelector } from '../api.ts';
import type { Context } from '../context.ts';
import { networkPeers, selectsLabels } from './cidrs.ts';
import { endpointPeers } from './endpoints.ts';

/**
 * toServices: a service with a selector stands for the pods that it selects, one without for the addresses of its
 * endpoints as CIDRs, so that these reach no pod.
 */
export function servicePeers(wanted: ServiceSelector, context: Context, source: Source): readonly Peer[] {
  return servicesOf(wanted, context).flatMap((service) => peersOf(service, context, source));
}

/** The services of the local cluster that are meant. */
export function servicesOf(wanted: ServiceSelector, { inventory }: Context): readonly Service[] {
  const { cluster, services } = inventory;
  return services.filter((service) => service.cluster === cluster && isMeant(wanted, service));
}

/** Without a namespace a service of this name in any namespace is meant. */
function isMeant({ k8sService, k8sServiceSelector }: ServiceSelector, service: Service): boolean {
  const { namespace = '' } = k8sService ?? k8sServiceSelector ?? {};
  if (namespace !== '' && namespace !== service.namespace) return false;
  if (k8sService !== undefined) return k8sService.serviceName === service.name;
  return selectsLabels(k8sServiceSelector?.selector ?? {}, Object.fromEntries(service.labels));
}

function peersOf(service: Service, context: Context, source: Source): readonly Peer[] {
  if (service.selector.size > 0) {
    const matchLabels = Object.fromEntries(
      [...service.selector].map(([key, value]) => [`k8s:${key}`, value]),
    );
    return endpointPeers({ matchLabels }, service.namespace, context, source);
  }
  const addresses = service.ports.flatMap(({ backends }) => backends.map(({ address }) => address));
  const networks = addresses.map((address) => ({
    cidr: { address, length: familyBits(address.family) },
    except: [],
  }));
  return networks.length === 0 ? [] : networkPeers(networks, context, source);
}
