import { Protocol } from '../src/net/protocol.ts';
import { address, type BenchPod, clusterItems } from './cluster.ts';
import { FrameWriter } from './frame-writer.ts';
import { Random } from './random.ts';

export interface ServiceOptions {
  readonly services: number;
  /** Of each service, at the most. */
  readonly backends: number;
}

const syn = 2;
const port = 80;
const targetPort = 8080;

/** A service of pods of one namespace. */
interface BenchService {
  readonly namespace: string;
  readonly name: string;
  readonly address: string;
  readonly backends: readonly BenchPod[];
}

export function benchServices(
  pods: readonly BenchPod[],
  { services, backends }: ServiceOptions,
): readonly BenchService[] {
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))];
  return namespaces.slice(0, services).map((namespace, n) => ({
    namespace,
    name: 'front',
    address: `10.96.${n >> 8}.${n & 255}`,
    backends: pods.filter((pod) => pod.namespace === namespace).slice(0, backends),
  }));
}

/** The cluster with these services, as a Kubernetes List in JSON. */
export function servicesJson(pods: readonly BenchPod[], services: readonly BenchService[]): string {
  const items = [...clusterItems(pods), ...services.flatMap(serviceObjects)];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

function serviceObjects({ namespace, name, address, backends }: BenchService): readonly object[] {
  const ports = [{ name: 'main', port, targetPort, protocol: 'TCP' }];
  const labels = { 'kubernetes.io/service-name': name };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace, name },
      spec: { clusterIP: address, ports },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace, name, labels },
      addressType: 'IPv4',
      ports: [{ name: 'main', port: targetPort, protocol: 'TCP' }],
      endpoints: backends.map(({ ipv4 }) => ({ addresses: [ipv4] })),
    },
  ];
}

/** So many connections, a packet each, from any pod to any service, or to one of its backends. */
export function writeOpenings(
  path: string,
  to: 'services' | 'backends',
  traffic: { packets: number; pods: readonly BenchPod[]; services: readonly BenchService[]; seed: number },
): void {
  const { packets, pods, services } = traffic;
  const random = new Random(traffic.seed);
  const writer = new FrameWriter(path);
  const clients = pods.map(({ ipv4 }) => address(ipv4));
  const fronts = services.map((service) => ({
    front: address(service.address),
    backends: service.backends.map(({ ipv4 }) => address(ipv4)),
  }));
  while (writer.packets < packets) {
    const { front, backends } = fronts[random.below(fronts.length)];
    const backend = backends[random.below(backends.length)];
    const flow = {
      protocol: Protocol.tcp,
      isV6: false,
      source: clients[random.below(clients.length)],
      destination: to === 'services' ? front : backend,
      sourcePort: 1024 + random.below(64_000),
      destinationPort: to === 'services' ? port : targetPort,
      vlan: false,
      hopByHop: false,
      resets: false,
      left: 1,
      sent: 0,
      next: [random.word(), random.word()] as [number, number],
      tags: [1, 1] as const,
    };
    writer.frame(flow, 0, syn, 0);
  }
  writer.close();
}
