/**
 * Rule sets and header traces of ClassBench (db_generator's text form) as Calico policies and connections.
 *
 * GlobalNetworkPolicies on all endpoints have the rules in order, as many as one may have, each with both prefixes,
 * ports and protocol; the endpoints are the destinations of the headers. Actions, which the files do not have, alternate. What cannot be said:
 * TCP flags (as in nearly all published classifiers, they are left out), and ports of protocols without ports. So a
 * rule for ports of any protocol becomes one for each protocol of which Calico knows ports, and where a file has ports for
 * another protocol (some seeds have their protocols renumbered), this one changes its number with one that has them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isError } from '../../src/diagnostics/diagnostic.ts';
import { calico } from '../../src/dialects/calico/index.ts';
import { buildInventory } from '../../src/inventory/build.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Connection } from '../../src/ir/connection.ts';
import type { PolicySet, PortRange, Rule } from '../../src/ir/policy.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { formatAddress, ipv4 } from '../../src/net/address.ts';
import { hasPorts, Protocol } from '../../src/net/protocol.ts';

/** Of these, Calico's rules can name ports. */
const portProtocols: readonly number[] = [Protocol.tcp, Protocol.udp, Protocol.sctp];

/** One line of a rule file. */
export interface FileRule {
  /** `1.2.3.0/24`. */
  readonly source: string;
  readonly destination: string;
  readonly sourcePorts: PortRange;
  readonly destinationPorts: PortRange;
  /** Undefined: any. */
  readonly protocol: number | undefined;
}

/** One line of a trace. `line`: the first rule that matches by addresses, ports and protocol, from 0; -1 for none. */
export interface Header {
  readonly source: number;
  readonly destination: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly protocol: number;
  readonly line: number;
}

export interface ClassBench {
  readonly rules: readonly FileRule[];
  readonly headers: readonly Header[];
}

export interface CalicoForm {
  readonly set: PolicySet;
  readonly inventory: Inventory;
  /** Line of the file that a rule is of; undefined for a rule of Calico's own. */
  lineOf(rule: Rule): number | undefined;
}

const ruleLine = /^@(\S+)\s+(\S+)\s+(\d+) : (\d+)\s+(\d+) : (\d+)\s+0x(\w+)\/0x(\w+)/;

export function parseRules(text: string): readonly FileRule[] {
  return linesOf(text).map((line) => {
    const found = ruleLine.exec(line);
    if (found === null) throw new Error(`not a rule: ${line}`);
    const [, source, destination, ...rest] = found;
    const [from, to, destinationFrom, destinationTo] = rest.map(Number);
    return {
      source,
      destination,
      sourcePorts: { from, to },
      destinationPorts: { from: destinationFrom, to: destinationTo },
      protocol: Number.parseInt(rest[5], 16) === 0 ? undefined : Number.parseInt(rest[4], 16),
    };
  });
}

export function parseTrace(text: string): readonly Header[] {
  return linesOf(text).map((line) => {
    const [source, destination, sourcePort, destinationPort, protocol, found] = line.split('\t').map(Number);
    return { source, destination, sourcePort, destinationPort, protocol, line: found };
  });
}

/** A rule set and a trace of it; undefined where one of the files is not there. */
export function readClassBench(folder: string, name: string): ClassBench | undefined {
  const files = [join(folder, `${name}.rules.gz`), join(folder, `${name}.rand.trace.gz`)];
  if (!files.every((file) => existsSync(file))) return undefined;
  const [rules, headers] = files.map((file) => gunzipSync(readFileSync(file)).toString('latin1'));
  return withRealPorts(parseRules(rules), parseTrace(headers));
}

/** The same with other numbers of protocols, so that all that rules ask ports of have ports. */
export function withRealPorts(rules: readonly FileRule[], headers: readonly Header[]): ClassBench {
  const asked = new Set(rules.filter(asksPorts).map(({ protocol }) => protocol));
  const free = portProtocols.filter((protocol) => !asked.has(protocol));
  const other = new Map<number, number>();
  for (const protocol of asked) {
    if (protocol === undefined || portProtocols.includes(protocol)) continue;
    const number = free.shift();
    if (number === undefined) throw new Error('ports of more protocols than there are with ports');
    other.set(protocol, number).set(number, protocol);
  }
  const renumbered = <Part extends { protocol: number | undefined }>(part: Part): Part => ({
    ...part,
    protocol: part.protocol === undefined ? undefined : (other.get(part.protocol) ?? part.protocol),
  });
  return { rules: rules.map(renumbered), headers: headers.map(renumbered) };
}

/** Whether a rule restricts a port. */
export function asksPorts({ sourcePorts, destinationPorts }: FileRule): boolean {
  return !isAnyPort(sourcePorts) || !isAnyPort(destinationPorts);
}

/** The policy, and pods at the destinations of these headers. */
export function calicoForm(rules: readonly FileRule[], headers: readonly Header[]): CalicoForm {
  const ways = rules.flatMap((rule, line) => waysOf(rule).map((way) => ({ line, way })));
  const policies = Array.from({ length: Math.ceil(ways.length / mostRules) }, (_, order) =>
    policyOf(order, ways.slice(order * mostRules, (order + 1) * mostRules)),
  );
  const { inventory } = buildInventory([{ manifests: read(listOf(podsAt(headers))) }]);
  const { set, diagnostics } = calico.lower({
    ...{ manifests: read(listOf(policies)), inventory, resources: [], options: new Map(), version: '' },
  });
  const wrong = diagnostics.find(isError);
  if (wrong !== undefined) throw new Error(`${wrong.path}: ${wrong.message}`);
  const first = ({ ref }: Rule['policy']) => Number(ref.name.slice(1)) * mostRules;
  return { set, inventory, lineOf: ({ policy, index }) => ways[first(policy) + index]?.line };
}

/** What an API server takes in one policy. */
const mostRules = 1024;

interface Way {
  readonly line: number;
  readonly way: object;
}

function policyOf(order: number, ways: readonly Way[]): object {
  const ingress = ways.map(({ line, way }) => ({ action: line % 2 === 0 ? 'Allow' : 'Deny', ...way }));
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: `p${order}` },
    spec: { order, selector: 'all()', types: ['Ingress'], ingress },
  };
}

/** Rules of Calico, without actions. */
function waysOf(rule: FileRule): readonly object[] {
  const source = { ...netsOf(rule.source), ...portsOf(rule.sourcePorts) };
  const destination = { ...netsOf(rule.destination), ...portsOf(rule.destinationPorts) };
  if (rule.protocol !== undefined) return [{ protocol: rule.protocol, source, destination }];
  if (!asksPorts(rule)) return [{ source, destination }];
  return portProtocols.map((protocol) => ({ protocol, source, destination }));
}

function netsOf(prefix: string): object {
  return prefix.endsWith('/0') ? {} : { nets: [prefix] };
}

function portsOf(range: PortRange): object {
  if (isAnyPort(range)) return {};
  return { ports: [range.from === range.to ? range.from : `${range.from}:${range.to}`] };
}

function isAnyPort({ from, to }: PortRange): boolean {
  return from === 0 && to === 65_535;
}

function podsAt(headers: readonly Header[]): readonly object[] {
  return [...new Set(headers.map(({ destination }) => destination))].map((destination, n) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name: `p${n}` },
    spec: { nodeName: `n${n}`, containers: [] },
    status: { phase: 'Running', podIPs: [{ ip: formatAddress(ipv4(destination)) }] },
  }));
}

/** The first packet of a header's connection. */
export function connectionOf(header: Header, inventory: Inventory): Connection {
  const party = (value: number) => {
    const address = ipv4(value);
    return { address, entities: inventory.holders(address) };
  };
  const { protocol, sourcePort, destinationPort } = header;
  return {
    source: party(header.source),
    destination: party(header.destination),
    protocol,
    ...(hasPorts(protocol) && { sourcePort, destinationPort }),
    // An echo request: a trace does not say.
    ...(protocol === Protocol.icmp && { icmp: { type: 8, code: 0 } }),
    namesOf: () => [],
  };
}

function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

function read(json: string) {
  const { manifests, diagnostics } = parseManifests(json, 'classbench.json', { maxBytes: 2 ** 30 });
  if (diagnostics.some(isError)) throw new Error(JSON.stringify(diagnostics[0]));
  return manifests;
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
