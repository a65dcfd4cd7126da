/** Connections under rules that go by DNS names: kernels judge those of which no end ever had one. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LinkType } from '../../src/net/link-type.ts';
import { pcap } from '../capture/build.ts';
import { Scratch } from '../cli/scratch.ts';
import { a, encode, type MessageShape } from '../dns/message.ts';
import { answers, asks } from '../dns/packets.ts';
import { ipv4, tcp, udp } from '../frame/build.ts';
import { inventoryOf } from '../inventory/helpers.ts';
import { manifestsOf, replayed } from './asked.ts';

const scratch = new Scratch();
const pods = ['10.0.0.1', '10.0.0.2'];
/** Of two pods on two nodes: pairs with it are in no table, and kernels keep what was said of them. */
const shared = '10.0.0.3';
/** Of a service whose one backend is outside, where DNS has names. */
const front = '10.96.0.1';
const resolver = '198.51.100.53';
const [named, nameless, stated] = ['192.0.2.7', '192.0.2.8', '192.0.2.9'];
const name = 'www.example.org';

afterEach(() => {
  vi.restoreAllMocks();
});

const { inventory } = inventoryOf(`cluster:
  pods:
    - {name: p0, namespace: a, ips: [${pods[0]}]}
    - {name: p1, namespace: a, ips: [${pods[1]}]}
    - {name: p2, namespace: a, ips: [${shared}], node: n1}
    - {name: p3, namespace: a, ips: [${shared}], node: n2}
  services:
    - {name: ext, namespace: a, clusterIP: ${front}, ports: [{port: 443, targetPort: 443}], endpoints: [${named}]}
  dns: [{name: ${name}, ips: [${stated}]}]
`);

const manifests = manifestsOf([
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace: 'a', name: 'closed' },
    spec: { podSelector: {}, policyTypes: ['Egress'] },
  },
  {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'named' },
    spec: {
      tier: 'Admin',
      priority: 1,
      subject: { namespaces: {} },
      egress: [
        { action: 'Accept', to: [{ domainNames: [name] }] },
        { action: 'Accept', to: [{ networks: [`${resolver}/32`] }] },
      ],
    },
  },
]);

type Packet = readonly [source: string, destination: string, protocol: number, payload: Uint8Array];

const opening = (destination: string, sourcePort: number, source = pods[0]): Packet => [
  source,
  destination,
  6,
  tcp({ sourcePort, destinationPort: 443 }),
];
const message = (source: string, destination: string, shape: MessageShape): Packet => {
  const [sourcePort, destinationPort] = source === resolver ? [53, 40_000] : [40_000, 53];
  return [source, destination, 17, udp({ sourcePort, destinationPort }, encode(shape))];
};
const lookup: readonly Packet[] = [
  message(pods[0], resolver, asks({ name })),
  message(resolver, pods[0], answers([a(name, named, 60)], { name })),
];

function capture(file: string, packets: readonly Packet[]): string {
  const records = packets.map(([source, destination, protocol, payload], second) => ({
    data: ipv4({ source, destination, protocol }, payload),
    seconds: second,
  }));
  return scratch.file(`${file}.pcap`, pcap({ link: LinkType.raw }, records));
}

const many = (destination: string) => Array.from({ length: 20 }, (_, n) => opening(destination, 2000 + n));

describe.each(['compiled', 'portable', 'trees'] as const)('ends with DNS names, %s', (core) => {
  const world = { engine: 'kubernetes', inventory, manifests };
  const asked = async (file: string, packets: readonly Packet[]) =>
    (await replayed(world, core, [capture(file, packets)])).asked;

  it('are judged as the reference judges them, before and after the answer', async () => {
    const read = capture('order', [
      opening(named, 1000),
      ...many(nameless),
      opening(stated, 1001),
      ...lookup,
      opening(named, 1002),
      opening(nameless, 1003),
      opening(pods[1], 1004),
      // The answer is for a minute.
      ...many(nameless).map((_, n) => opening(nameless, 3000 + n)),
      ...many(named).map((_, n) => opening(named, 3000 + n)),
    ]);
    const { said } = await replayed(world, core, [read]);
    expect(said).toEqual((await replayed(world, 'reference', [read])).said);
    expect(said.outcomes.join('\n')).toContain('allow');
  });

  it('say nothing of others in the same network', async () => {
    const openings = [named, nameless, named, nameless].map((destination, n) =>
      opening(destination, 5000 + n, shared),
    );
    const read = capture('shared', [...lookup, ...openings]);
    const { said } = await replayed(world, core, [read]);
    expect(said).toEqual((await replayed(world, 'reference', [read])).said);
  });

  it.each([
    ['comes', [opening(front, 5999), ...lookup]],
    ['ends', lookup],
  ])('are those of backends too, when the name %s', async (word, before) => {
    // A packet a second: the answer is for a minute.
    const openings = Array.from({ length: 90 }, (_, n) => opening(front, 6000 + n));
    const read = capture(`backend-${word}`, [...before, ...openings]);
    const { said } = await replayed(world, core, [read]);
    expect(said).toEqual((await replayed(world, 'reference', [read])).said);
  });

  it('are those of backends behind node ports too, of which there are too many for the image', async () => {
    const nodes = Array.from({ length: 260 }, (_, n) => `{name: n${n}, ips: [172.16.${n >> 8}.${n & 255}]}`);
    const ports = Array.from(
      { length: 260 },
      (_, n) => `{name: p${n}, port: ${n + 1}, targetPort: 443, nodePort: ${30_000 + n}}`,
    );
    const { inventory: large } = inventoryOf(`cluster:
  pods: [{name: p0, namespace: a, ips: [${pods[0]}]}]
  nodes: [${nodes.join()}]
  services: [{name: ext, namespace: a, ports: [${ports.join()}], endpoints: [${named}]}]
`);
    const openings = Array.from(
      { length: 90 },
      (_, n): Packet => [pods[0], '172.16.0.7', 6, tcp({ sourcePort: 6000 + n, destinationPort: 30_000 })],
    );
    const read = capture('node-ports', [...lookup, ...openings]);
    const { said } = await replayed({ ...world, inventory: large }, core, [read]);
    expect(said).toEqual((await replayed({ ...world, inventory: large }, 'reference', [read])).said);
    expect(new Set(said.outcomes.map((outcome) => outcome.split(' ')[0])).size).toBeGreaterThan(1);
  });

  it('are pods too, whose names the inventory states, and backends that are pods', async () => {
    const { inventory: other } = inventoryOf(`cluster:
  pods:
    - {name: p0, namespace: a, ips: [${pods[0]}]}
    - {name: p1, namespace: a, ips: [${pods[1]}]}
    - {name: p4, namespace: a, ips: [10.0.0.4]}
  services:
    - {name: own, namespace: a, clusterIP: ${front}, ports: [{port: 443, targetPort: 443}], endpoints: [${pods[1]}]}
  dns: [{name: ${name}, ips: [${pods[1]}]}]
`);
    for (const destination of [pods[1], front]) {
      const read = capture(`held-${destination}`, [...many(destination), ...many('10.0.0.4')]);
      const { said } = await replayed({ ...world, inventory: other }, core, [read]);
      expect(said).toEqual((await replayed({ ...world, inventory: other }, 'reference', [read])).said);
      expect(new Set(said.outcomes.map((outcome) => outcome.split(' ')[0])).size).toBe(2);
    }
  });

  it('are asked about, and no others', async () => {
    const once = await asked('once', lookup);
    expect((await asked('nameless', [...lookup, ...many(nameless), ...many(pods[1])])) - once).toBe(0);
    expect((await asked('named', [...lookup, ...many(named)])) - once).toBe(20);
    expect((await asked('early', [...many(named), ...lookup])) - once).toBe(0);
    expect((await asked('stated', [...lookup, ...many(stated)])) - once).toBe(20);
  });
});
