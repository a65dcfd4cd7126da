// Compares what tshark sees in the captures of a scenario with the flows that expected.yaml lists: who talks to whom, over
// what, how often. Verdicts are not its business: they are reasoned from the API texts. With --update it also writes the
// number of packets into expected.yaml.
// Usage: node check.mjs [--update] SCENARIO-FOLDER
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { readInventory } from './inventory.mjs';

const fields = [
  'ip.src', 'ipv6.src', 'ip.dst', 'ipv6.dst', 'tcp.stream', 'udp.stream', 'tcp.dstport', 'udp.dstport',
  'icmp.type', 'icmpv6.type', 'icmp.ident', 'icmpv6.echo.identifier', 'arp.opcode', 'icmp.code',
];
const echoRequest = { 4: '8', 6: '128' };
const neighbourDiscovery = new Set(['133', '134', '135', '136', '137']);

/** One record a packet, in tshark's words; the outermost header is the first one. */
function packetsOf(file) {
  const options = ['-n', '-r', file, '-T', 'fields', '-E', 'occurrence=f', ...fields.flatMap((name) => ['-e', name])];
  const text = execFileSync('tshark', options, { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] });
  return text.split('\n').slice(0, -1).map((line) => {
    const values = line.split('\t');
    return Object.fromEntries(fields.map((name, index) => [name, values[index]]));
  });
}

function flowOf(packet) {
  const family = packet['ipv6.src'] ? 6 : 4;
  const type = packet['icmp.type'] || packet['icmpv6.type'];
  const ends = { from: packet['ip.src'] || packet['ipv6.src'], to: packet['ip.dst'] || packet['ipv6.dst'], family };
  if (type) {
    if (type !== echoRequest[family]) return undefined;
    const id = packet['icmp.ident'] || packet['icmpv6.echo.identifier'];
    return { ...ends, key: `icmp ${ends.from} ${ends.to} ${id}`, protocol: family === 6 ? 'ICMPv6' : 'ICMP' };
  }
  for (const protocol of ['tcp', 'udp']) {
    const stream = packet[`${protocol}.stream`];
    if (!stream) continue;
    const key = `${protocol} ${stream}`;
    return { ...ends, key, protocol: protocol.toUpperCase(), port: Number(packet[`${protocol}.dstport`]) };
  }
  return undefined;
}

const describe = ({ from, to, protocol, port, family }) => `${from} -> ${to} ${protocol}${port ? ` ${port}` : ''} (IPv${family})`;

/** Description of a flow -> how many of them. A flow points the way of its first packet. */
function flowsIn(packets, nameOf) {
  const seen = new Set();
  const counts = new Map();
  for (const flow of packets.map(flowOf)) {
    if (!flow || seen.has(flow.key)) continue;
    seen.add(flow.key);
    const name = describe({ ...flow, from: nameOf(flow.from), to: nameOf(flow.to) });
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function expectedFlows(flows) {
  const counts = new Map();
  for (const flow of flows) counts.set(describe(flow), (counts.get(describe(flow)) ?? 0) + (flow.count ?? 1));
  return counts;
}

function* differences(found, expected) {
  for (const name of new Set([...found.keys(), ...expected.keys()])) {
    const [have, want] = [found.get(name) ?? 0, expected.get(name) ?? 0];
    if (have !== want) yield `${name}: ${have} in the capture, ${want} in expected.yaml`;
  }
}

/** Address -> the notation of expected.yaml. */
function namesIn(cluster) {
  const notation = { node: (name) => `node:${name}`, service: (name) => `svc:${name}`, pod: (name) => name };
  return new Map(readInventory(cluster).flatMap(({ kind, name, ips }) => ips.map((ip) => [ip, notation[kind](name)])));
}

function checkDocument(folder, expectation) {
  const names = namesIn(join(folder, expectation.cluster ?? 'cluster.yaml'));
  const nameOf = (ip) => names.get(ip) ?? ip;
  const packets = packetsOf(join(folder, expectation.capture));
  const faults = [...differences(flowsIn(packets, nameOf), expectedFlows(expectation.flows))];
  return { faults, packets };
}

const update = process.argv[2] === '--update';
const folder = process.argv[update ? 3 : 2];
const path = join(folder, 'expected.yaml');
const documents = parseAllDocuments(readFileSync(path, 'utf8'));
let faultCount = 0;
for (const document of documents) {
  const expectation = document.toJS();
  const { faults, packets } = checkDocument(folder, expectation);
  if (update) document.set('packets', packets.length);
  else if (expectation.packets !== packets.length) faults.push(`${packets.length} packets, not ${expectation.packets}`);
  console.log(`${folder}/${expectation.capture} (${expectation.policies}): ${packets.length} packets, ${expectation.flows.length} kinds of flows`);
  for (const fault of faults) console.error(`  ${fault}`);
  faultCount += faults.length;
}
if (update) writeFileSync(path, documents.map((document) => document.toString({ lineWidth: 0, flowCollectionPadding: false })).join(''));
process.exitCode = faultCount ? 1 : 0;
