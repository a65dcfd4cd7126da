import type { Inventory } from '../inventory/inventory.ts';
import type { Party } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import { didYouMean } from '../manifest/suggest.ts';
import { type IpAddress, parseAddress } from '../net/address.ts';

interface Found {
  readonly parties: readonly Party[];
  readonly entity?: Entity;
  readonly addressUnknown: boolean;
}

interface NotFound {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** Blocks for documentation (RFC 5737, RFC 3849): the first address that nobody holds stands for the world. */
const outside: readonly IpAddress[] = ['198.51.100.1', '203.0.113.1', '192.0.2.1', '2001:db8::1'].flatMap(
  (text) => parseAddress(text) ?? [],
);

const words = ['host', 'remote-node', 'world', 'kube-apiserver'];

/** Who `entity:WORD` is, where the other end runs on this node. */
export function findEntity(word: string, node: string | undefined, inventory: Inventory): Found | NotFound {
  switch (word) {
    case 'host':
    case 'remote-node':
      return node ? aNode(word, node, inventory) : needsNode(word);
    case 'world':
      return ofAddresses(outside.filter((address) => inventory.holders(address).length === 0));
    case 'kube-apiserver':
      return apiserver(inventory);
    default:
      return unknownWord(word);
  }
}

function aNode(word: 'host' | 'remote-node', node: string, inventory: Inventory): Found | NotFound {
  const nodes = inventory.nodes.filter(
    ({ entity }) => (entity.name === node && entity.cluster === inventory.cluster) === (word === 'host'),
  );
  // One that is nothing else as well says more.
  const found = nodes.find(({ kubeApiserver }) => !kubeApiserver) ?? nodes.at(0);
  if (found !== undefined) return ofEntity(found.entity, inventory);
  const message =
    word === 'host' ? `there is no node ${node} in the inventory` : `there is no node but ${node}`;
  return { code: 'unknown-node', message };
}

function needsNode(word: string): NotFound {
  return { code: 'unknown-node', message: `entity:${word} needs a pod with a node at the other end` };
}

function apiserver(inventory: Inventory): Found | NotFound {
  const node = inventory.nodes.find(({ kubeApiserver }) => kubeApiserver);
  if (node !== undefined) return ofEntity(node.entity, inventory);
  if (inventory.kubeApiservers.length > 0) return ofAddresses(inventory.kubeApiservers);
  const hint = 'Give kubeApiservers, or a node with kubeApiserver: true.';
  return { code: 'no-address', message: 'the inventory knows no API server', hint };
}

function ofEntity(entity: Entity, inventory: Inventory): Found {
  const parties = entity.addresses.map((address) => ({ address, entities: inventory.holders(address) }));
  return { parties, entity, addressUnknown: parties.length === 0 };
}

function ofAddresses(addresses: readonly IpAddress[]): Found {
  return { parties: addresses.map((address) => ({ address, entities: [] })), addressUnknown: false };
}

function unknownWord(word: string): NotFound {
  const message = `entity:${word} is no end of a probe: it has no address of its own`;
  const hint = didYouMean(word, words) ?? `Known: ${words.join(', ')}.`;
  return { code: 'unsupported-feature', message, hint };
}
