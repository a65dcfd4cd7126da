import type { Entity } from '../../ir/entity.ts';
import { type Attribute, attributeOf, type Expression } from '../../ir/expression.ts';
import type { Peer, PortMatch, Rule } from '../../ir/policy.ts';
import { addressKey, type IpAddress } from '../../net/address.ts';
import { type Cidr, maskAddress } from '../../net/cidr.ts';
import { attributeKey } from '../relation.ts';

/** The end of a connection, as rules see it, that a key is about. */
export type End = 'remote' | 'local';

/** What keys there are: of a connection only these are asked for. */
export interface KeyKinds {
  /** Prefix lengths, by end and family: `remote4`. */
  readonly lengths: Map<string, Set<number>>;
  /** Of holders of the remote end. */
  readonly attributes: Map<string, Attribute>;
}

/** More keys than that do not make a rule easier to find. */
const mostKeys = 16;

/**
 * Ways to find a rule. Each is a list of keys: a connection that the rule matches has one of them. None: the rule may
 * match any connection. What keys there are is noted in `kinds`.
 */
export function waysTo(rule: Rule, kinds: KeyKinds): readonly (readonly string[])[] {
  const ways = [
    peersKeys('remote', rule.remote, kinds),
    peersKeys('local', rule.local, kinds),
    portKeys(rule),
  ];
  return ways.filter((way) => way !== undefined && way.length <= mostKeys) as string[][];
}

function peersKeys(end: End, peers: readonly Peer[] | undefined, kinds: KeyKinds) {
  return peers && every(peers, (peer) => peerKeys(end, peer, kinds));
}

function peerKeys(end: End, { networks, entity }: Peer, kinds: KeyKinds): readonly string[] | undefined {
  if (networks !== undefined) return networks.map(({ cidr }) => noted(end, cidr, kinds));
  return end === 'local' || entity === undefined ? undefined : entityKeys(entity, kinds);
}

function noted(end: End, { address, length }: Cidr, { lengths }: KeyKinds): string {
  const kind = `${end}${address.family}`;
  const known = lengths.get(kind);
  if (known === undefined) lengths.set(kind, new Set([length]));
  else known.add(length);
  return prefixKey(end, address, length);
}

function entityKeys(expression: Expression, kinds: KeyKinds): readonly string[] | undefined {
  switch (expression.op) {
    case 'in': {
      const key = attributeKey(expression.attribute);
      kinds.attributes.set(key, expression.attribute);
      return expression.values.map((value) => valueKey(key, value));
    }
    case 'or':
      return every(expression.terms, (term) => entityKeys(term, kinds));
    case 'and': {
      // The last terms are those of the pod, behind those of its namespace.
      const found = expression.terms.map((term) => entityKeys(term, kinds));
      return found.findLast((keys) => keys !== undefined);
    }
    default:
      return undefined;
  }
}

function portKeys({ traffic }: Rule): readonly string[] | undefined {
  return traffic && every(traffic, ({ destinationPorts: ports }) => ports && every(ports, keysOfPort));
}

function keysOfPort(port: PortMatch): readonly string[] | undefined {
  if ('name' in port || port.to - port.from >= mostKeys) return undefined;
  return Array.from({ length: port.to - port.from + 1 }, (_, n) => portKey(port.from + n));
}

/** All keys of all parts; undefined where a part has none. */
function every<Part>(parts: readonly Part[], keysOf: (part: Part) => readonly string[] | undefined) {
  const keys: string[] = [];
  for (const part of parts) {
    const own = keysOf(part);
    if (own === undefined || keys.length > mostKeys) return undefined;
    keys.push(...own);
  }
  return keys;
}

/** The keys of an address, longest prefix first or not. */
export function addressKeys(end: End, address: IpAddress, { lengths }: KeyKinds): readonly string[] {
  const found: string[] = [];
  for (const length of lengths.get(`${end}${address.family}`) ?? [])
    found.push(prefixKey(end, maskAddress(address, length), length));
  return found;
}

export function holderKeys(entity: Entity, { attributes }: KeyKinds): readonly string[] {
  const found: string[] = [];
  for (const [key, attribute] of attributes) {
    const value = attributeOf(entity, attribute);
    if (value !== undefined) found.push(valueKey(key, value));
  }
  return found;
}

export function portKey(port: number): string {
  return `p${port}`;
}

function prefixKey(end: End, address: IpAddress, length: number): string {
  return end + addressKey(address) + String.fromCharCode(length);
}

function valueKey(attribute: string, value: string): string {
  return `e${attribute}\u0000${value}`;
}
