/** Connections to the addresses of services: kernels ask all backends, as TypeScript does. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import { mostBackends } from '../../src/kernels/image-layout.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { pcap } from '../capture/build.ts';
import { Scratch } from '../cli/scratch.ts';
import { ipv4, tcp } from '../frame/build.ts';
import { createRandom } from '../kernels/random.ts';
import { manifestsOf, replayed } from './asked.ts';

const scratch = new Scratch();
const pods = mostBackends + 40;
const addressOf = (pod: number) => `10.0.${pod >> 8}.${pod & 255}`;
const labelOf = (pod: number) => ['closed', 'open', 'none'][pod % 3];

/** Backends by service, which are pods; what a service of this name is for. */
const services: Readonly<Record<string, readonly number[]>> = {
  alike: [0, 3, 6, 9],
  open: [1, 4],
  /** The first backend lets all in, and a later one nobody. */
  apart: [1, 2, 3, 4],
  nobody: [],
  largest: Array.from({ length: mostBackends }, (_, n) => n),
  larger: Array.from({ length: mostBackends + 1 }, (_, n) => n),
};
const names = Object.keys(services);
const frontOf = (name: string) => `10.96.0.${1 + names.indexOf(name)}`;
const [node, port, nodePort, targetPort] = ['172.16.0.1', 80, 30_080, 8080];

afterEach(() => {
  vi.restoreAllMocks();
});

function serviceItems(name: string): readonly object[] {
  const metadata = { namespace: 'a', name };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: name === 'apart' ? 'NodePort' : 'ClusterIP',
        clusterIP: frontOf(name),
        ports: [{ port, targetPort, ...(name === 'apart' && { nodePort }) }],
      },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      endpoints: services[name].map((pod) => ({ addresses: [addressOf(pod)] })),
      ports: [{ port: targetPort, protocol: 'TCP' }],
    },
  ];
}

const { inventory } = inventoryFromManifests(
  manifestsOf([
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n' },
      status: { addresses: [{ type: 'InternalIP', address: node }] },
    },
    ...Array.from({ length: pods }, (_, pod) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'a', name: `p${pod}`, labels: { kind: labelOf(pod) } },
      status: { podIP: addressOf(pod) },
    })),
    ...names.flatMap(serviceItems),
  ]),
);

const policy = (name: string, kind: string, spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: 'a', name },
  spec: { podSelector: { matchLabels: { kind } }, ...spec },
});
const policies = manifestsOf([
  policy('closed', 'closed', { ingress: [{ from: [{ podSelector: { matchLabels: { kind: 'none' } } }] }] }),
  policy('open', 'open', { ingress: [{ ports: [{ port: targetPort }] }] }),
  policy('out', 'none', {
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: { matchLabels: { kind: 'open' } } }] }],
  }),
]);
const world = { engine: 'kubernetes', inventory, manifests: policies };

/** A connection of each of these pods, and of somebody outside, to each front end, in any order. */
function capture(name: string, from: readonly number[], sourcePort: number): string {
  const random = createRandom(sourcePort);
  const sources = [...from.map(addressOf), '192.0.2.1'];
  const fronts = [...names.map((service) => [frontOf(service), port] as const), [node, nodePort] as const];
  const others = [[frontOf('alike'), 81] as const, [addressOf(1), targetPort] as const];
  const records = sources
    .flatMap((source) => [...fronts, ...others].map((front) => ({ source, front, at: random(2 ** 30) })))
    .sort((one, other) => one.at - other.at)
    .map(({ source, front: [destination, destinationPort] }) => ({
      data: ipv4({ source, destination, protocol: 6 }, tcp({ sourcePort, destinationPort })),
      seconds: 1,
    }));
  return scratch.file(`${name}.pcap`, pcap({ link: LinkType.raw }, records));
}

describe('connections to services', () => {
  /** Backends of all services, of some, and of none. */
  const everybody = Array.from({ length: pods }, (_, pod) => pod).filter(
    (pod) => pod < 20 || pod % 16 === 0 || pod > mostBackends + 20,
  );

  it.each(['compiled', 'portable', 'trees'] as const)('are judged alike by the %s core', async (core) => {
    const read = [capture('all', everybody, 40_000), capture('again', everybody, 40_001)];
    const { said, asked } = await replayed(world, core, read);
    const expected = await replayed(world, 'reference', read);
    expect(said).toEqual(expected.said);
    expect(said.outcomes.filter((outcome) => outcome.includes('ambiguous-backend')).length).toBeGreaterThan(
      1,
    );
    expect(asked).toBeLessThan(expected.asked);
  });

  it('are not asked about one by one', async () => {
    // None of them is a backend.
    const clients = everybody.filter((pod) => pod > mostBackends);
    const read = (n: number) => [capture(`clients${n}`, clients.slice(0, n), 40_000)];
    const [few, many] = [
      await replayed(world, 'compiled', read(3)),
      await replayed(world, 'compiled', read(clients.length)),
    ];
    // That without backends, the one with too many, and a port that is none of a service's are asked about.
    const perClient = 1 + services.larger.length + 1;
    expect(many.asked - few.asked).toBe((clients.length - 3) * perClient);
  });
});
