/**
 * Rule sets and header traces of ClassBench (db_generator's text form) as Calico policies and connections.
 *
 * One GlobalNetworkPolicy on all endpoints has the rules in order, each with both prefixes, ports and protocol; the
 * endpoints are the destinations of the headers. Actions, which the files do not have, alternate. What cannot be said:
 * TCP flags (as in nearly all published classifiers, they are left out), and ports of protocols without ports: a rule
 * for ports of any protocol becomes one rule for each protocol that has them.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { portProtocols } from '../../src/compile/traffic.ts';
import { isError } from '../../src/diagnostics/diagnostic.ts';
import { calico } from '../../src/dialects/calico/index.ts';
import { buildInventory } from '../../src/inventory/build.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Connection } from '../../src/ir/connection.ts';
import type { PolicySet, PortRange } from '../../src/ir/policy.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { formatAddress, ipv4 } from '../../src/net/address.ts';
import { hasPorts } from '../../src/net/protocol.ts';

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

export interface CalicoForm {
  readonly set: PolicySet;
  readonly inventory: Inventory;
  /** By rule of the policy: its line in the file. */
  readonly lines: readonly number[];
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

/** The text of a gzip file, or as much of it as has so many lines. */
export function readText(path: string): string {
  return gunzipSync(readFileSync(path)).toString('latin1');
}

/** The policy, and pods at the destinations of these headers. */
export function calicoForm(rules: readonly FileRule[], headers: readonly Header[]): CalicoForm {
  const ways = rules.flatMap((rule, line) => waysOf(rule).map((way) => ({ line, way })));
  const policy = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: 'classbench' },
    spec: {
      selector: 'all()',
      types: ['Ingress'],
      ingress: ways.map(({ line, way }) => ({ action: line % 2 === 0 ? 'Allow' : 'Deny', ...way })),
    },
  };
  const { inventory } = buildInventory([{ manifests: read(listOf(podsAt(headers))) }]);
  const { set, diagnostics } = calico.lower({
    ...{ manifests: read(JSON.stringify(policy)), inventory, resources: [], options: new Map(), version: '' },
  });
  const wrong = diagnostics.find(isError);
  if (wrong !== undefined) throw new Error(`${wrong.path}: ${wrong.message}`);
  return { set, inventory, lines: ways.map(({ line }) => line) };
}

/** Rules of Calico, without actions. */
function waysOf(rule: FileRule): readonly object[] {
  const source = { ...netsOf(rule.source), ...portsOf(rule.sourcePorts) };
  const destination = { ...netsOf(rule.destination), ...portsOf(rule.destinationPorts) };
  const asksPorts = [rule.sourcePorts, rule.destinationPorts].some((range) => !isAnyPort(range));
  if (rule.protocol !== undefined) return [{ protocol: rule.protocol, source, destination }];
  if (!asksPorts) return [{ source, destination }];
  return portProtocols.map((protocol) => ({ protocol, source, destination }));
}

function netsOf(prefix: string): object {
  return prefix.endsWith('/0') ? {} : { nets: [prefix] };
}

function portsOf(range: PortRange): object {
  if (isAnyPort(range)) return {};
  return { ports: [range.from === range.to ? range.from : `${range.from}:${range.to}`] };
}

const isAnyPort = ({ from, to }: PortRange) => from === 0 && to === 65_535;

function podsAt(headers: readonly Header[]): readonly object[] {
  return [...new Set(headers.map(({ destination }) => destination))].map((destination, n) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name: `p${n}` },
    spec: { nodeName: 'n1', containers: [] },
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
