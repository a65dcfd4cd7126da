/** What kernels ask trees, and what they keep of pairs that trees leave. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LinkType } from '../../src/net/link-type.ts';
import { pcap } from '../capture/build.ts';
import { Scratch } from '../cli/scratch.ts';
import { icmp, ipv4, tcp, udp, zeros } from '../frame/build.ts';
import { inventoryOf } from '../inventory/helpers.ts';
import { manifestsOf, replayed } from './asked.ts';

const scratch = new Scratch();
const [client, server, shared] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
const outside = '192.0.2.1';

afterEach(() => {
  vi.restoreAllMocks();
});

const { inventory } = inventoryOf(`cluster:
  pods:
    - {name: client, namespace: a, ips: [${client}], labels: {role: client}}
    - {name: server, namespace: a, ips: [${server}], labels: {role: server}}
    - {name: one, namespace: a, ips: [${shared}], node: n1, labels: {role: server}}
    - {name: other, namespace: a, ips: [${shared}], node: n2, labels: {role: server}}
`);

const tier = (name: string, order: number) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'Tier',
  metadata: { name },
  spec: { order },
});
const policy = (name: string, of: string, ingress: readonly object[]) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'GlobalNetworkPolicy',
  metadata: { name: `${of}.${name}` },
  spec: { tier: of, selector: "role == 'server'", types: ['Ingress'], ingress },
});

/** A pass from the first tier leaves out the rest of it, not the second; the third ends in a denial. */
const manifests = manifestsOf([
  tier('first', 1),
  tier('second', 2),
  tier('third', 3),
  policy('a', 'first', [
    { action: 'Pass', protocol: 'TCP', source: { ports: ['1000:1999'] } },
    { action: 'Deny', protocol: 'TCP', destination: { ports: [81] } },
    { action: 'Allow', protocol: 'TCP', source: { notPorts: [2500] }, destination: { ports: [82] } },
    { action: 'Allow', protocol: 47 },
    { action: 'Allow', protocol: 'ICMP', icmp: { type: 8, code: 1 } },
    { action: 'Pass' },
  ]),
  policy('b', 'second', [
    { action: 'Deny', protocol: 'TCP', source: { ports: [1500] } },
    { action: 'Pass', protocol: 'TCP' },
  ]),
  policy('c', 'third', [
    { action: 'Allow', protocol: 'TCP', source: { ports: ['1000:1400'] } },
    { action: 'Deny', protocol: 'UDP', source: { nets: [`${outside}/32`] } },
    { action: 'Allow', protocol: 'UDP' },
  ]),
]);

const ports = [999, 1000, 1400, 1401, 1500, 1999, 2000, 2500];

/** To each of two ends from two, with all ports, twice: what was kept of the first is asked for by the second. */
function capture(): string {
  const ends = [client, outside].flatMap((source) => [server, shared].map((to) => [source, to] as const));
  const once = ends.flatMap(([source, destination]) => [
    ...ports.flatMap((sourcePort) =>
      [80, 81, 82].flatMap((destinationPort) => [
        ipv4({ source, destination, protocol: 6 }, tcp({ sourcePort, destinationPort })),
        ipv4({ source, destination, protocol: 17 }, udp({ sourcePort, destinationPort })),
      ]),
    ),
    ...[0, 1].map((code) => ipv4({ source, destination, protocol: 1 }, icmp(8, code))),
    ...[47, 50].map((protocol) => ipv4({ source, destination, protocol }, zeros(8))),
  ]);
  const records = [...once, ...once].map((data, second) => ({ data, seconds: 1000 * second }));
  return scratch.file('trees.pcap', pcap({ link: LinkType.raw }, records));
}

describe('trees, in a replay', () => {
  const world = { engine: 'calico', inventory, manifests };

  it.each(['compiled', 'portable', 'trees'] as const)('say what the reference says: %s', async (form) => {
    const read = [capture()];
    const { said } = await replayed(world, form, read);
    expect(said).toEqual((await replayed(world, 'reference', read)).said);
    expect(said.outcomes.length).toBeGreaterThan(6);
  });

  it('are asked, and TypeScript only about an address that several hold', async () => {
    const { asked } = await replayed(world, 'trees', [capture()]);
    // Of each kind of connection to it once, from either end; but one for each message, as those are of one flow.
    const kinds = ports.length * 3 * 2 + 2 + 2;
    expect(asked).toBeLessThanOrEqual(2 * kinds);
    expect(asked).toBeGreaterThan(0);
  });
});
