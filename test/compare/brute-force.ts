import { expect } from 'vitest';
import { axesOf, trafficAt } from '../../src/compare/pairs/axis.ts';
import { toAddress, toNumber } from '../../src/compare/pairs/big-address.ts';
import type { PairRow } from '../../src/compare/pairs/collect.ts';
import { comparePairs, type PairChanges } from '../../src/compare/pairs/compare.ts';
import type { Endpoint } from '../../src/compare/pairs/endpoint.ts';
import {
  cidrsOf,
  patternsOf,
  peersOf,
  protocolsOf,
  rulesOf,
  sourceRangesOf,
  trafficOf,
} from '../../src/compare/pairs/mentions.ts';
import type { TrafficItem } from '../../src/compare/pairs/region.ts';
import { describeDecider } from '../../src/engine/decided-by.ts';
import { type Judgement, ReferenceJudge } from '../../src/engine/judge.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Connection, Party } from '../../src/ir/connection.ts';
import { matchesName } from '../../src/ir/name-pattern.ts';
import type { PolicySet } from '../../src/ir/policy.ts';
import {
  addressKey,
  type Family,
  formatAddress,
  type IpAddress,
  sameAddress,
} from '../../src/net/address.ts';
import { type Cidr, cidrContains } from '../../src/net/cidr.ts';
import { hasPorts, Protocol, protocolName } from '../../src/net/protocol.ts';

type Traffic = Pick<Connection, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmp'>;

/** An address to ask about, and the endpoint of the result that it belongs to. */
interface Place extends Party {
  readonly names: readonly string[];
  readonly endpoint: Endpoint;
}

/** Asks both sets about every pair of addresses and all boundary values, and compares with what was reported. */
export function checkAgainstBruteForce(
  sets: readonly [PolicySet, PolicySet],
  inventory: Inventory,
  ports: readonly number[],
): PairChanges {
  const judges = sets.map((set) => new ReferenceJudge(set));
  const result = comparePairs(new ReferenceJudge(sets[0]), new ReferenceJudge(sets[1]), inventory);
  const rows = rowsByPair(result.rows);
  const values = { 4: trafficValues(sets, 4, ports), 6: trafficValues(sets, 6, ports) };
  const mentioned = new Set(protocolsOf(trafficOf(rulesOf(sets))));
  const changedPairs = new Set<string>();
  const allPairs = new Set<string>();
  for (const [source, destination] of pairsOf(placesOf(sets, inventory, result.endpoints))) {
    const pair = `${source.endpoint.id} ${destination.endpoint.id}`;
    const { family } = source.address;
    const ofPair = (rows.get(pair) ?? []).filter(({ change }) => (change.family ?? family) === family);
    allPairs.add(pair);
    for (const traffic of values[family].filter((one) => leadsTo(destination.endpoint, one))) {
      const connection = connectionOf(source, destination, traffic);
      const [before, after] = judges.map((judge) => judge.judge(connection));
      const changes = before.verdict !== after.verdict || before.dependsOnRequest !== after.dependsOnRequest;
      if (changes) changedPairs.add(pair);
      else if (ofPair.length === 0) continue;
      const found = ofPair.filter(({ change }) =>
        change.traffic.some((item) => inItem(item, traffic, mentioned)),
      );
      const told = JSON.stringify(found.map(({ change }) => [change.old, change.new].map(described)));
      const expected = JSON.stringify(changes ? [[before, after].map(described)] : []);
      if (told !== expected) expect(`${asked(connection)} ${told}`).toBe(`${asked(connection)} ${expected}`);
    }
  }
  expect([result.pairs, result.changedPairs]).toEqual([allPairs.size, changedPairs.size]);
  return result;
}

function asked({ source, destination, namesOf: _, ...traffic }: Connection): string {
  return JSON.stringify([formatAddress(source.address), formatAddress(destination.address), traffic]);
}

function described({
  verdict,
  decider,
  decidedAt,
  dependsOnRequest,
}: Pick<Judgement, 'verdict' | 'decider' | 'decidedAt' | 'dependsOnRequest'>): unknown {
  return { verdict, dependsOnRequest, by: describeDecider(decider, decidedAt) };
}

function rowsByPair(rows: readonly PairRow[]): ReadonlyMap<string, readonly PairRow[]> {
  const table = new Map<string, PairRow[]>();
  for (const row of rows) {
    const pairs =
      row.to === 'itself'
        ? row.from.map((endpoint) => [endpoint, endpoint])
        : product(row.from, row.to).filter(([from, to]) => from !== to);
    expect(row.pairs).toBe(pairs.length);
    for (const [from, to] of pairs) {
      const key = `${from.id} ${to.id}`;
      table.set(key, [...(table.get(key) ?? []), row]);
    }
  }
  return table;
}

function isDiscovery({ protocol, icmp }: Traffic): boolean {
  return protocol === Protocol.icmpv6 && icmp !== undefined && icmp.type >= 133 && icmp.type <= 137;
}

const alwaysNamed = [6, 17, 132, 136, 1, 58];

function inItem(item: TrafficItem, traffic: Traffic, mentioned: ReadonlySet<number>): boolean {
  const { protocol, icmp, destinationPort = 0, sourcePort = 0 } = traffic;
  if (item.types === undefined && isDiscovery(traffic)) return false;
  if (item.protocol === 'any') return true;
  if (item.protocol === 'other') return !alwaysNamed.includes(protocol) && !mentioned.has(protocol);
  if (item.protocol === 'ICMP' && item.types === undefined) return icmp !== undefined;
  if (item.protocol !== protocolName(protocol)) return false;
  const within = (value: number, ranges: TrafficItem['ports']) =>
    ranges === undefined || ranges.some(({ from, to }) => value >= from && value <= to);
  if (item.types !== undefined && icmp !== undefined) {
    return item.types.some(
      ({ from, to, codes }) => icmp.type >= from && icmp.type <= to && within(icmp.code, codes && [codes]),
    );
  }
  return within(destinationPort, item.ports) && within(sourcePort, item.sourcePorts);
}

const namesToTry: readonly (readonly string[])[] = [
  [],
  ['www.example.org'],
  ['a.example.org'],
  ['b.a.example.org'],
  ['other.example'],
];

function placesOf(
  sets: readonly PolicySet[],
  inventory: Inventory,
  endpoints: readonly Endpoint[],
): readonly Place[] {
  const peers = peersOf(rulesOf(sets));
  const patterns = patternsOf(peers);
  const matched = (names: readonly string[]) =>
    patterns.map((pattern) => names.some((name) => matchesName(pattern, name))).join();
  const inside = endpoints
    .filter(({ outside }) => outside === undefined)
    .flatMap((endpoint) =>
      Object.values(endpoint.places).map(({ party }) => ({ ...party, names: [], endpoint })),
    );
  const addresses = boundaryAddresses(cidrsOf(peers), inventory);
  const asked = addresses.map((address) => [address, namesToTry[0]] as const);
  // One address of each part of the outside is asked about under all names.
  const partOf = (address: IpAddress) => endpoints.find((endpoint) => isAt(endpoint, address));
  const samples = [...new Map(addresses.map((address) => [partOf(address), address])).values()];
  const named = patterns.length === 0 ? [] : product(samples, namesToTry.slice(1));
  const outside = [...asked, ...named].map(([address, names]) => {
    const found = endpoints.filter(
      (endpoint) =>
        isAt(endpoint, address) && matched(Object.values(endpoint.places)[0].names) === matched(names),
    );
    expect(found).toHaveLength(1);
    return { address, entities: [], names, endpoint: found[0] };
  });
  return [...inside, ...outside];
}

/** Behind the service only its own ports can be reached. */
function leadsTo({ through }: Endpoint, { protocol, destinationPort = 0 }: Traffic): boolean {
  return through === undefined || (protocol === 6 && [80, 8080].includes(destinationPort));
}

function isAt({ outside }: Endpoint, address: IpAddress): boolean {
  if (outside === undefined || !cidrContains(outside.prefix.cidr, address)) return false;
  return !outside.prefix.children.some((child) => cidrContains(child.cidr, address));
}

/** The ends of all prefixes and their neighbours, as far as they are outside. */
function boundaryAddresses(cidrs: readonly Cidr[], inventory: Inventory): readonly IpAddress[] {
  const found = new Map<string, IpAddress>();
  const services = inventory.services.flatMap(({ addresses }) => addresses);
  for (const { address, length } of cidrs) {
    const bits = address.family === 4 ? 32 : 128;
    const first = toNumber(address);
    const last = first + (1n << BigInt(bits - length)) - 1n;
    for (const value of [first - 1n, first, last, last + 1n]) {
      if (value <= 0n || value >= 1n << BigInt(bits)) continue;
      const at = toAddress(address.family, value);
      const isTaken = inventory.holders(at).length > 0 || services.some((own) => sameAddress(own, at));
      if (!isTaken) found.set(addressKey(at), at);
    }
  }
  for (const address of [toAddress(4, 0x08080808n), toAddress(6, 0x20010db8n << 96n)]) {
    found.set(addressKey(address), address);
  }
  return [...found.values()];
}

function pairsOf(places: readonly Place[]): readonly (readonly [Place, Place])[] {
  return product(places, places).filter(
    ([source, destination]) =>
      source.address.family === destination.address.family &&
      source.endpoint.through === undefined &&
      (source.entities.length > 0 || destination.entities.length > 0),
  );
}

function trafficValues(
  sets: readonly PolicySet[],
  family: Family,
  ports: readonly number[],
): readonly Traffic[] {
  const traffic = trafficOf(rulesOf(sets));
  const mentioned = protocolsOf(traffic);
  const sourcePorts = sourceRangesOf(traffic).length === 0 ? [40000] : [53, 1024, 40000];
  return axesOf(family, mentioned).flatMap((axis) => {
    if (axis.kind === 'plain') return [{ protocol: axis.protocol }];
    if (hasPorts(axis.protocol)) {
      return product(ports, sourcePorts).map(([port, source]) => trafficAt(axis, port, source));
    }
    const icmp = [0, 3, 8, 128, 133, 136, 138];
    return product(icmp, [0, 1, 4])
      .map(([type, code]) => ({ protocol: axis.protocol, icmp: { type, code } }))
      .filter((traffic) => isDiscovery(traffic) === (axis.kind === 'neighbor-discovery'));
  });
}

function connectionOf(source: Place, destination: Place, traffic: Traffic): Connection {
  const namesOf = (address: IpAddress) =>
    [source, destination].find((place) => sameAddress(place.address, address))?.names ?? [];
  const service = destination.endpoint.through;
  return { source, destination, ...traffic, ...(service && { service }), namesOf };
}

export function product<A, B>(a: readonly A[], b: readonly B[]): (readonly [A, B])[] {
  return a.flatMap((one) => b.map((other) => [one, other] as const));
}
