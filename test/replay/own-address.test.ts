/** Connections of somebody with the own address: kernels know what engines say of them before they ask any policy. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { pcap } from '../capture/build.ts';
import { Scratch } from '../cli/scratch.ts';
import { icmp, ipv4, ipv6, tcp, udp } from '../frame/build.ts';
import { manifestsOf, replayed } from './asked.ts';

const scratch = new Scratch();
const plain = Array.from({ length: 40 }, (_, pod) => `10.0.0.${pod}`);
const shared = '10.0.1.1';
const front = '10.0.2.1';
const node = '172.16.0.1';
const six = 'fd00::1';

afterEach(() => {
  vi.restoreAllMocks();
});

const pod = (name: string, addresses: readonly string[], kind: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'a', name, labels: { kind } },
  spec: { nodeName: 'n' },
  status: { podIPs: addresses.map((ip) => ({ ip })) },
});

const { inventory } = inventoryFromManifests(
  manifestsOf([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } },
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n' },
      status: { addresses: [{ type: 'InternalIP', address: node }] },
    },
    ...plain.map((address, n) => pod(`p${n}`, [address], n % 2 === 0 ? 'closed' : 'open')),
    pod('six', [six], 'closed'),
    pod('one', [shared], 'closed'),
    pod('other', [shared], 'open'),
    pod('front', [front], 'closed'),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'a', name: 's' },
      spec: { externalIPs: [front], clusterIP: '10.96.0.1', ports: [{ port: 80, targetPort: 8080 }] },
    },
  ]),
);

const manifests = manifestsOf([
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace: 'a', name: 'closed' },
    spec: { podSelector: { matchLabels: { kind: 'closed' } }, policyTypes: ['Ingress', 'Egress'] },
  },
]);

/** A connection of each with itself, by TCP and UDP, and a message. */
function capture(name: string, addresses: readonly string[], sourcePort = 40_000): string {
  const records = addresses.flatMap((address) => {
    const [source, destination] = [address, address];
    const pack = (protocol: number, payload: Uint8Array) =>
      address.includes(':')
        ? ipv6({ source, destination, nextHeader: protocol }, payload)
        : ipv4({ source, destination, protocol }, payload);
    return [
      pack(6, tcp({ sourcePort, destinationPort: 80 })),
      pack(17, udp({ sourcePort, destinationPort: 53 })),
      pack(address.includes(':') ? 58 : 1, icmp(address.includes(':') ? 128 : 8, 0)),
    ];
  });
  return scratch.file(
    `${name}.pcap`,
    pcap(
      { link: LinkType.raw },
      records.map((data) => ({ data, seconds: 1 })),
    ),
  );
}

describe.each(['kubernetes', 'cilium', 'calico', 'antrea'])(
  'connections with the own address, %s',
  (engine) => {
    it.each(['compiled', 'portable', 'trees'] as const)('are judged alike by the %s core', async (core) => {
      const read = capture('all', [...plain, six, shared, front, node]);
      const { said } = await replayed({ engine, inventory, manifests }, core, [read]);
      expect(said).toEqual((await replayed({ engine, inventory, manifests }, 'reference', [read])).said);
    });

    it('of protocols with ports are not asked about', async () => {
      const [one, all] = [capture('one', plain.slice(0, 1)), capture('plain', [...plain, six])];
      const few = await replayed({ engine, inventory, manifests }, 'compiled', [one]);
      const many = await replayed({ engine, inventory, manifests }, 'compiled', [all]);
      expect(many.asked - few.asked).toBe(plain.length);
    });

    it('are asked about where several hold the address, or a service answers there', async () => {
      const { asked } = await replayed({ engine, inventory, manifests }, 'compiled', [
        capture('asked', [shared, front]),
      ]);
      expect(asked).toBe(6);
    });
  },
);
