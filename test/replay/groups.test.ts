import { expect, it } from 'vitest';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { type IpAddress, ipv4, ipv6, parseAddress } from '../../src/net/address.ts';
import { fillAddressWords } from '../../src/net/address-numbers.ts';
import { endName } from '../../src/replay/end-names.ts';
import type { EndedFlow, EndingFlow } from '../../src/replay/flow.ts';
import { FlowGroups } from '../../src/replay/groups.ts';
import type { Judged } from '../../src/replay/judged.ts';
import { createRandom } from '../kernels/random.ts';

type Random = (below: number) => number;

const cluster = `
{apiVersion: v1, kind: Node, metadata: {name: n1}, status: {addresses: [{type: InternalIP, address: 192.168.0.1}]}}
---
{apiVersion: v1, kind: Pod, metadata: {namespace: a, name: two}, status: {podIPs: [{ip: 10.0.0.1}, {ip: 'fd00::1'}]}}
---
{apiVersion: v1, kind: Pod, metadata: {namespace: a, name: web, labels: {app: web}}, status: {podIP: 10.0.0.2}}
---
apiVersion: v1
kind: Pod
metadata: {namespace: a, name: host}
spec: {hostNetwork: true, nodeName: n1}
status: {podIP: 192.168.0.1}
---
apiVersion: v1
kind: Service
metadata: {namespace: a, name: front}
spec:
  type: NodePort
  clusterIP: 10.96.0.1
  externalIPs: [10.0.0.2]
  selector: {app: web}
  ports: [{port: 80, nodePort: 30080}, {name: dns, port: 53, protocol: UDP, nodePort: 30053}]
`;

const { inventory } = inventoryFromManifests(parseManifests(cluster, 'cluster.yaml').manifests);
const known = ['192.168.0.1', '10.0.0.1', 'fd00::1', '10.0.0.2', '10.96.0.1', '8.8.8.8', '2001:db8::1'].map(
  (text) => parseAddress(text) as IpAddress,
);
const outcomes = Array.from({ length: 12 }, (_, id) => ({ id }) as Judged);

/** One in so many addresses is any at all. */
function randomFlow(random: Random, strangers: number, firstPacket: number): EndingFlow {
  const address = () => {
    if (random(strangers) > 0) return known[random(known.length)];
    return random(2) === 0 ? ipv4(random(2 ** 32)) : ipv6(0x20010db8, 0, random(9), random(2 ** 32));
  };
  const protocol = [6, 17, 1, 47][random(4)];
  const hasPorts = protocol === 6 || protocol === 17;
  const flow: EndedFlow = {
    source: address(),
    destination: address(),
    protocol,
    sourcePort: hasPorts ? 1 + random(65_535) : 0,
    destinationPort: hasPorts ? [0, 53, 80, 30_053, 30_080][random(5)] : 0,
    icmpType: protocol === 1 ? random(3) : -1,
    icmpCode: protocol === 1 ? 0 : -1,
    ...{ tcpFlags: 2, firstPacket, seconds: 1, nanoseconds: 2, duration: 3, midstream: false },
    packets: { original: random(3), reply: random(2) },
    bytes: { original: random(1000), reply: 0 },
    outcomes: [outcomes[random(4)], outcomes[random(12)]],
  };
  const allPackets = flow.packets.original + flow.packets.reply;
  return {
    ...flow,
    readSource: (into) => fillAddressWords(into, flow.source),
    readDestination: (into) => fillAddressWords(into, flow.destination),
    allPackets,
    allBytes: flow.bytes.original + flow.bytes.reply,
    keep: () => flow,
  };
}

/** Rows by the texts that they show. */
function expectedRows(flows: readonly EndingFlow[], all: Inventory) {
  const rows = new Map<string, { first: EndedFlow; flows: number; packets: number; bytes: number }>();
  let left = 0;
  for (const flow of flows) {
    const { icmpType, destinationPort, protocol } = flow;
    const port = icmpType >= 0 ? icmpType : destinationPort || -1;
    const to = endName(flow.destination, all, protocol, destinationPort);
    const ids = flow.outcomes.map(({ id }) => id);
    const key = `${endName(flow.source, all)} ${to} ${protocol} ${port} ${ids}`;
    if (!rows.has(key) && rows.size < 5000) {
      rows.set(key, { first: flow.keep(), flows: 0, packets: 0, bytes: 0 });
    }
    const row = rows.get(key);
    if (row === undefined) left++;
    else {
      row.flows++;
      row.packets += flow.allPackets;
      row.bytes += flow.allBytes;
    }
  }
  return { rows, left };
}

/** Of a key, without the numbers of the outcomes. */
const namesOf = (key: string) => key.slice(0, key.lastIndexOf(' '));
const compareText = (one: string, other: string) => (one < other ? -1 : Number(one > other));

it.each([
  ['known ends', 1, 1000],
  ['more rows than are kept', 2, 40],
  ['nothing but strangers', 3, 1],
])('groups flows by the texts of their rows: %s', (_, seed, strangers) => {
  const random = createRandom(seed);
  const flows = Array.from({ length: 20_000 }, (_, n) => randomFlow(random, strangers, 20_000 - n));
  const groups = new FlowGroups(inventory);
  for (const flow of flows) groups.add(flow);
  const { rows, left } = expectedRows(flows, inventory);
  const sorted = groups.sorted();
  expect(groups.left).toBe(left);
  expect(sorted.length).toBe(rows.size);
  for (const { from, to, protocol, port, outcomes: had, ...sums } of sorted) {
    const key = `${from} ${to} ${protocol} ${port} ${had.map(({ id }) => id)}`;
    expect([key, sums]).toEqual([key, rows.get(key)]);
  }
  const inOrder = [...rows].sort(
    ([one, a], [other, b]) =>
      b.flows - a.flows ||
      b.packets - a.packets ||
      compareText(namesOf(one), namesOf(other)) ||
      a.first.firstPacket - b.first.firstPacket,
  );
  expect(sorted.map(({ first }) => first)).toEqual(inOrder.map(([, { first }]) => first));
});
