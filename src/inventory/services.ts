import { addressKey, type Family, type IpAddress } from '../net/address.ts';
import { type Cast, inPlace } from './entities.ts';
import type { Backend, Service, ServicePort } from './inventory.ts';
import { LabelledPods } from './labelled-pods.ts';
import type { EndpointsRecord, PodRecord, ServicePortRecord, ServiceRecord } from './record.ts';
import { nameKey, type Records } from './records.ts';

/** Services with their backends, sorted. */
export function resolveServices(records: Records, cast: Cast, localCluster: string): readonly Service[] {
  if (records.services.size === 0) return [];
  const slices = groupBy(records.endpoints, (slice) =>
    nameKey(slice.cluster, slice.namespace, slice.service),
  );
  const pods = new LabelledPods([...records.services.all()].map(askingOf), records.pods.all());
  const services = [...records.services.all()].map((record) => {
    const own = slices.get(nameKey(record.cluster, record.namespace, record.name)) ?? [];
    const selected = own.length > 0 ? [] : selectedBy(record, pods);
    return makeService(record, (port) => backendsOf(record, port, own, selected, cast));
  });
  return inPlace(services, localCluster);
}

/** An empty selector selects nobody. */
function selectedBy(service: ServiceRecord, pods: LabelledPods): readonly PodRecord[] {
  if (service.selector.size === 0 || service.endpoints.length > 0) return [];
  return [...pods.with(askingOf(service))].filter(({ state }) => state === 'live');
}

function askingOf({ cluster, namespace, selector }: ServiceRecord) {
  return { cluster, namespace, labels: selector };
}

function makeService(record: ServiceRecord, backends: (port: ServicePortRecord) => Backend[]): Service {
  const { cluster, namespace, name, labels, addresses, selector, source } = record;
  const ports: ServicePort[] = [];
  const service: Service = { cluster, namespace, name, labels, addresses, ports, selector, source };
  for (const port of record.ports) {
    const { name, protocol, nodePort } = port;
    ports.push({ service, name, protocol, port: port.port, nodePort, backends: backends(port) });
  }
  return service;
}

/** Who answers: what the cluster has worked out itself (slices before Endpoints), else the selector. */
function backendsOf(
  service: ServiceRecord,
  port: ServicePortRecord,
  known: readonly EndpointsRecord[],
  selected: readonly PodRecord[],
  cast: Cast,
): Backend[] {
  const hasSlices = known.some(({ isSlice }) => isSlice);
  const chosen = known.filter(({ isSlice }) => isSlice === hasSlices);
  if (chosen.length > 0) return distinct(chosen.flatMap((slice) => sliceBackends(service, port, slice)));
  if (service.endpoints.length > 0) return statedBackends(service.endpoints, port);
  return distinct(selected.flatMap((pod) => podBackends(service, port, pod, cast)));
}

function sliceBackends(service: ServiceRecord, port: ServicePortRecord, slice: EndpointsRecord): Backend[] {
  const own = slice.ports.filter(({ name, protocol }) => name === port.name && protocol === port.protocol);
  const live = slice.endpoints.filter(({ ready }) => ready || service.publishNotReady);
  return own
    .filter((target) => target.port > 0)
    .flatMap((target) => live.map(({ address }) => ({ address, port: target.port })));
}

/** A name cannot be looked up at an address that is no pod's, so the service's own port stands for it. */
function statedBackends(addresses: readonly IpAddress[], { targetPort, port }: ServicePortRecord): Backend[] {
  return addresses.map((address) => ({ address, port: typeof targetPort === 'number' ? targetPort : port }));
}

function podBackends(service: ServiceRecord, port: ServicePortRecord, pod: PodRecord, cast: Cast): Backend[] {
  if (!pod.ready && !service.publishNotReady) return [];
  const target = targetPort(port, pod);
  const addresses = cast.ofPod.get(pod)?.addresses ?? [];
  return target === undefined ? [] : onePerFamily(addresses).map((address) => ({ address, port: target }));
}

function targetPort({ targetPort, protocol }: ServicePortRecord, pod: PodRecord): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return pod.ports.find((port) => port.name === targetPort && port.protocol === protocol)?.port;
}

/** A pod's status has one address of each family; only the node of a hostNetwork pod may have more. */
function onePerFamily(addresses: readonly IpAddress[]): IpAddress[] {
  const families: readonly Family[] = [4, 6];
  return families.flatMap((family) => addresses.find((address) => address.family === family) ?? []);
}

function distinct(backends: readonly Backend[]): Backend[] {
  const keyed = backends.map(
    (backend) => [`${addressKey(backend.address)}|${backend.port}`, backend] as const,
  );
  return [...new Map(keyed).values()];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
