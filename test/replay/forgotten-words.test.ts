/** What kernels remember beside the flows has numbers of records, which change when outcomes are dropped. */
import { expect, it } from 'vitest';
import { type EngineCore, engineCores } from '../../src/engine/core.ts';
import { createJudge } from '../../src/engine/create.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { Lane } from '../../src/replay/lane.ts';
import { createReplay } from '../../src/replay/replay.ts';
import { pcap } from '../capture/build.ts';
import { Scratch } from '../cli/scratch.ts';
import { type Bytes, ethernet, ipv4, tcp, udp, zeros } from '../frame/build.ts';
import { manifestsOf } from './asked.ts';
import { ListedTotals, sumsOf } from './totals.ts';

const scratch = new Scratch();
const pod = (name: string, podIP: string, app: string, spec = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'lab', name, labels: { app } },
  spec,
  status: { podIP },
});
const { inventory } = inventoryFromManifests(
  manifestsOf([
    pod('client', '10.0.0.1', 'client'),
    pod('server', '10.0.0.2', 'server'),
    // Nobody knows on which node this address is: pairs with it are beyond the tables.
    pod('twin-1', '10.0.0.3', 'server', { nodeName: 'n1' }),
    pod('twin-2', '10.0.0.3', 'server', { nodeName: 'n2' }),
  ]),
);
const policy = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: server, namespace: lab}
spec:
  podSelector: {matchLabels: {app: server}}
  ingress: [{ports: [{port: 80}]}, {ports: [{port: 53, protocol: UDP}]}]
`;

const between = (source: string, destination: string, protocol: number, payload: Bytes) =>
  ethernet(0x0800, ipv4({ source, destination, protocol }, payload));
const [client, server, twins, nobody] = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '203.0.113.1'];
const segment = (source: string, destination: string, ports: readonly [number, number], flags: number) => {
  const [sourcePort, destinationPort] = ports;
  const [sequence, acknowledgement] =
    flags === 2 ? [100, 0] : [flags === 0x12 ? 500 : 101, flags === 0x12 ? 101 : 501];
  return between(
    source,
    destination,
    6,
    tcp({ sourcePort, destinationPort, flags, sequence, acknowledgement }),
  );
};

/** Fills a table of two connections that nobody gives up; what follows is refused in each way, or passes. */
const crowd = [
  ...[4001, 4002].flatMap((port) => [
    segment(client, server, [port, 80], 2),
    segment(server, client, [80, port], 0x12),
    segment(client, server, [port, 80], 0x10),
  ]),
  ...[1, 2].flatMap(() => [
    segment(client, server, [4003, 80], 2),
    segment(nobody, client, [4004, 80], 2),
    segment(client, server, [4005, 80], 0x10),
    segment(nobody, client, [4006, 80], 0x10),
    ethernet(0x88cc, zeros(40)),
  ]),
];
/** Beyond the tables. */
const beyond = [53, 54].map((port) =>
  between(client, twins, 17, udp({ sourcePort: 9, destinationPort: port }, [1])),
);

/** Three times, each long after the one before. */
async function replayed(
  core: EngineCore,
  packets: readonly Uint8Array[],
  { maxFlows, dropAfter }: { maxFlows: number; dropAfter?: number },
) {
  const policies = parseManifests(policy, 'policy.yaml').manifests;
  const { judge } = createJudge({ engine: 'kubernetes', manifests: policies, inventory, core });
  const totals = new ListedTotals();
  const lane = new Lane({ judge, inventory, dropAfter, totals });
  const read = [0, 1, 2].map((file) => {
    const records = packets.map((data) => ({ data, seconds: 1000 * file }));
    return scratch.file(`${file}.pcap`, pcap({}, records));
  });
  await createReplay({ inventory, lanes: [lane], maxFlows }, core).play(read);
  return { checksum: lane.checksum.toString(), ...sumsOf(lane.sumUp()), outcomes: totals.outcomes };
}

it.each(engineCores)('is looked for again: %s', async (core) => {
  const expected = await replayed('reference', crowd, { maxFlows: 2 });
  expect(Object.keys(expected.byReason)).toEqual(['invalid-state', 'table-full']);
  expect(await replayed(core, crowd, { maxFlows: 2, dropAfter: 1 })).toEqual(expected);
});

it.each(engineCores)('of pairs that tables do not cover too: %s', async (core) => {
  const expected = await replayed('reference', beyond, { maxFlows: 1 });
  expect(expected.flows).toMatchObject({ allow: 3, deny: 3 });
  expect(await replayed(core, beyond, { maxFlows: 1, dropAfter: 1 })).toEqual(expected);
});
