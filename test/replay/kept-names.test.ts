import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { EngineCore } from '../../src/engine/core.ts';
import { createJudge } from '../../src/engine/create.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { Lane } from '../../src/replay/lane.ts';
import { createReplay } from '../../src/replay/replay.ts';
import { type PcapRecord, pcap } from '../capture/build.ts';
import { a, encode } from '../dns/message.ts';
import { answers, asks } from '../dns/packets.ts';
import { type Bytes, ipv4, tcp, udp } from '../frame/build.ts';
import { soundInventory } from '../inventory/helpers.ts';

const inventory = soundInventory(`
cluster:
  namespaces: [{name: shop}]
  nodes: [{name: n1, ips: [172.18.0.11]}]
  pods: [{namespace: shop, name: client, node: n1, ips: [10.0.1.20]}]
`);
const name = 'www.example.org';
/** UDP and TCP port 443 of the name's addresses, and DNS with whomever. */
const policy = `
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: p, namespace: shop}
spec:
  endpointSelector: {}
  egress:
  - {toFQDNs: [{matchName: ${name}}], toPorts: [{ports: [{port: "443"}]}]}
  - {toEntities: [world], toPorts: [{ports: [{port: "53"}], rules: {dns: [{matchPattern: "*"}]}}]}
`;
const folder = mkdtempSync(join(tmpdir(), 'tierwall-kept-names-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pod = '10.0.1.20';
const server = '198.51.100.53';
const first = '192.0.2.1';
const second = '192.0.2.2';

function packet(seconds: number, source: string, destination: string, protocol: number, payload: Bytes) {
  return { seconds, data: ipv4({ source, destination, protocol }, payload) };
}

/** A question and its answer: both addresses, for ten seconds. */
function exchange(seconds: number): PcapRecord[] {
  const answer = encode(answers([a(name, first, 10), a(name, second, 10)]));
  return [
    packet(seconds, pod, server, 17, udp({}, encode(asks()))),
    packet(seconds, server, pod, 17, udp({ sourcePort: 53, destinationPort: 40000 }, answer)),
  ];
}

const ask = (seconds: number, to: string, sourcePort: number, destinationPort = 443) =>
  packet(seconds, pod, to, 17, udp({ sourcePort, destinationPort }));
const reply = (seconds: number, from: string, destinationPort: number) =>
  packet(seconds, from, pod, 17, udp({ sourcePort: 443, destinationPort }));

/** A connection that is answered, and from then on silent. */
const talk = (seconds: number, to: string, port: number) => [
  ask(seconds, to, port),
  reply(seconds, to, port),
];

/** The verdicts on the packets behind the exchange of names. */
async function verdicts(core: EngineCore, packets: readonly PcapRecord[]): Promise<string[]> {
  const file = join(folder, 'capture.pcap');
  writeFileSync(file, pcap({ link: LinkType.raw }, [...exchange(1000), ...packets]));
  const { manifests } = parseManifests(policy, 'policy.yaml');
  const { judge } = createJudge({ engine: 'cilium', manifests, inventory, core });
  const found: string[] = [];
  const lanes = [new Lane({ judge, inventory })];
  const onVerdict = (_: unknown, [outcome]: readonly { readonly verdict: string }[]) =>
    found.push(outcome.verdict);
  await createReplay({ inventory, lanes, onVerdict }, core).play([file]);
  return found.slice(2);
}

const cores: readonly EngineCore[] = ['reference', 'compiled', 'portable'];

describe.each(cores)('addresses of a name that is over, with the core %s', (core) => {
  const said = (...packets: readonly PcapRecord[]) => verdicts(core, packets);

  it('are closed where no connection goes there', async () => {
    expect(await said(ask(1009, first, 1), ask(1111, first, 2), ask(1111, second, 3))).toEqual([
      'allow',
      'deny',
      'deny',
    ]);
  });

  it('stay open for new connections as long as one goes there, or to another address of the name', async () => {
    const packets = [
      ...talk(1005, first, 1),
      ask(1012, first, 2),
      ask(1013, second, 3),
      ask(1014, second, 4, 80),
    ];
    expect(await said(...packets)).toEqual(['allow', 'allow', 'allow', 'allow', 'deny']);
  });

  it('stay open while connections follow one another, and close a minute after the last at the latest', async () => {
    const chain = [1005, 1100, 1200, 1300].flatMap((seconds, n) =>
      talk(seconds, n % 2 === 0 ? first : second, n + 1),
    );
    expect(await said(...chain, ask(1490, first, 9))).toEqual([...chain.map(() => 'allow'), 'deny']);
  });

  it('are not kept by a connection that policies deny', async () => {
    expect(await said(ask(1005, first, 1, 80), ask(1012, first, 2))).toEqual(['deny', 'deny']);
  });

  it('are not kept by a connection that is over', async () => {
    const reset = (seconds: number, flags: number, sequence: number) =>
      packet(seconds, pod, first, 6, tcp({ destinationPort: 443, flags, sequence }));
    const [open, over] = [reset(1005, 2, 1), reset(1006, 4, 2)];
    expect(await said(open, ask(1012, first, 2), reset(1013, 4, 2))).toEqual(['allow', 'allow', 'allow']);
    expect(await said(open, over, ask(1012, first, 2))).toEqual(['allow', 'allow', 'deny']);
  });

  it('are known again after another answer', async () => {
    expect(await said(ask(1012, first, 1), ...exchange(1013), ask(1014, first, 2))).toEqual([
      'deny',
      'allow',
      'allow',
      'allow',
    ]);
  });

  it('decide by the table as it was at that packet, wherever it stands in a batch', async () => {
    const other = (n: number) => ask(1012, second, 5000 + n);
    const many = Array.from({ length: 3000 }, (_, n) => other(n));
    const packets = [...talk(1005, first, 1), ...many, ask(1400, first, 2), ask(1401, second, 3)];
    const expected = [...Array.from({ length: 3002 }, () => 'allow'), 'deny', 'deny'];
    expect(await said(...packets)).toEqual(expected);
  });
});
