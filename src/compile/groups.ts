import type { NamedPort, Network, Peer, Rule } from '../ir/policy.ts';
import type { Family } from '../net/address.ts';
import type { Cidr } from '../net/cidr.ts';
import { addAll, addBit, type Bits, emptyBits, forEachBit, fullBits, keepCommon, removeAll } from './bits.ts';
import type { Budget } from './bounds.ts';
import type { Identities } from './identities.ts';
import type { Mentions } from './mentions.ts';
import type { NetworkClasses } from './networks.ts';
import type { Place } from './places.ts';
import { isRelational } from './relation.ts';
import type { Selections, Viewpoint } from './selections.ts';

/** Places that no rule tells apart: who holds them, in which networks they are, and the family where rules ask. */
export interface Group {
  readonly family: Family;
  /** Of the holders, ascending. */
  readonly identities: readonly number[];
  readonly networkClass: number;
}

export class Groups {
  readonly all: readonly Group[];
  /** By place. */
  readonly of: Int32Array;
  readonly #selections: Selections;
  readonly #networks: NetworkClasses;
  readonly #byIdentity: readonly number[][];
  readonly #byNetworkClass: readonly number[][];
  readonly #ofFamily: Readonly<Record<Family, Bits>>;
  /** Peers and lists of peers that look at no subject. */
  readonly #known = new Map<string, Bits>();
  /** By number of a list of networks. */
  readonly #inNetworks = new Map<number, Bits>();
  readonly #budget: Budget;

  constructor(
    places: readonly Place[],
    parts: {
      readonly identities: Identities;
      readonly networks: NetworkClasses;
      readonly selections: Selections;
      readonly mentions: Mentions;
      readonly budget: Budget;
    },
  ) {
    const { identities, networks, selections, mentions } = parts;
    this.#budget = parts.budget;
    // Where no rule has peers, reports say 0, and not that nobody came so far.
    this.#budget.spend('peerBits', 0);
    this.#selections = selections;
    this.#networks = networks;
    const numbers = new Map<string, number>();
    const all: Group[] = [];
    this.of = Int32Array.from(places, ({ family, holders, prefix }) => {
      const own = [...new Set(holders.map((entity) => identities.of(entity)))].sort((a, b) => a - b);
      const networkClass = networks.of(prefix);
      const key = `${mentions.family ? family : ''} ${networkClass} ${own.join()}`;
      let number = numbers.get(key);
      if (number === undefined) {
        number = all.length;
        numbers.set(key, number);
        all.push({ family, identities: own, networkClass });
      }
      return number;
    });
    this.all = all;
    this.#byIdentity = inverted(identities.size, all, (group) => group.identities);
    this.#byNetworkClass = inverted(networks.size, all, (group) => [group.networkClass]);
    this.#ofFamily = { 4: this.#where((one) => one.family === 4), 6: this.#where((one) => one.family === 6) };
  }

  get size(): number {
    return this.all.length;
  }

  ofFamily(family: Family): Bits {
    return this.#ofFamily[family];
  }

  /** Groups that a list of peers matches, seen from a viewpoint; shared. DNS names match none: see Place. */
  ofPeers(peers: readonly Peer[], viewpoint: Viewpoint): Bits {
    if (
      viewpoint !== undefined &&
      peers.some(({ entity, notEntity }) => isRelational(entity) || isRelational(notEntity))
    ) {
      return this.#union(peers, (peer) => this.#ofPeer(peer, viewpoint));
    }
    // Many policies name the same peers.
    const keys = peers.map((peer) => this.#keyOf(peer));
    const known = (peer: Peer, index: number) =>
      remembered(this.#known, keys[index], () => this.#ofPeer(peer, undefined));
    if (keys.length === 1 && !isPlain(peers[0])) return known(peers[0], 0);
    return remembered(this.#known, keys.join('\n'), () => this.#union(peers, known));
  }

  /** A rule may have a hundred thousand peers of networks alone: none of them is worth a set of its own. */
  #union(peers: readonly Peer[], setOf: (peer: Peer, index: number) => Bits): Bits {
    const bits = emptyBits(this.size);
    const added = new Set<number>();
    for (const [index, peer] of peers.entries()) {
      if (!isPlain(peer)) addAll(bits, setOf(peer, index));
      else if (isNew(added, this.#networks.number(peer.networks))) this.#addNetworks(bits, peer.networks);
    }
    return bits;
  }

  /** Equal for peers that match the same by the same words. */
  #keyOf({ entity, notEntity, networks, notNetworks, domainNames }: Peer): string {
    if (domainNames !== undefined) return '';
    const ofList = (list: typeof networks | typeof notNetworks) =>
      list === undefined ? '' : this.#networks.number(list);
    const words = [entity, notEntity].map((one) => (one === undefined ? '' : JSON.stringify(one)));
    return `${words.join('\0')}\0${ofList(networks)}\0${ofList(notNetworks)}`;
  }

  #ofPeer({ entity, notEntity, networks, notNetworks, domainNames }: Peer, viewpoint: Viewpoint): Bits {
    this.#budget.spend('peerBits', this.size);
    if (domainNames !== undefined) return emptyBits(this.size);
    const bits =
      entity === undefined ? fullBits(this.size) : this.#heldBy(this.#selections.of(entity, viewpoint));
    if (notEntity !== undefined) removeAll(bits, this.#heldBy(this.#selections.of(notEntity, viewpoint)));
    if (networks !== undefined) keepCommon(bits, this.#within(networks));
    if (notNetworks !== undefined) removeAll(bits, this.#within(notNetworks));
    return bits;
  }

  #heldBy(identities: Bits): Bits {
    const bits = emptyBits(this.size);
    forEachBit(identities, (identity) => {
      for (const group of this.#byIdentity[identity]) addBit(bits, group);
    });
    return bits;
  }

  #addNetworks(bits: Bits, list: readonly Network[]): void {
    const classes = this.#networks.in(list);
    const groups = classes.reduce((sum, one) => sum + this.#byNetworkClass[one].length, 0);
    if (groups > bits.length) {
      // So many that, once found, they are added faster by the word.
      this.#budget.spend('peerBits', bits.length);
      addAll(bits, this.#within(list));
      return;
    }
    this.#budget.spend('peerBits', classes.length + groups);
    this.#addWithin(bits, classes);
  }

  /** Shared. */
  #within(list: readonly Network[] | readonly Cidr[]): Bits {
    return remembered(this.#inNetworks, this.#networks.number(list), () => {
      this.#budget.spend('peerBits', this.size);
      const bits = emptyBits(this.size);
      this.#addWithin(bits, this.#networks.in(list));
      return bits;
    });
  }

  #addWithin(bits: Bits, networkClasses: readonly number[]): void {
    for (const one of networkClasses) for (const group of this.#byNetworkClass[one]) addBit(bits, group);
  }

  #where(holds: (group: Group) => boolean): Bits {
    const bits = emptyBits(this.size);
    for (const [number, group] of this.all.entries()) if (holds(group)) addBit(bits, number);
    return bits;
  }
}

/** Nothing is asked but where the address is. */
function isPlain(peer: Peer): peer is Peer & { readonly networks: readonly Network[] } {
  const { entity, notEntity, networks, notNetworks, domainNames } = peer;
  if (networks === undefined) return false;
  return [entity, notEntity, notNetworks, domainNames].every((part) => part === undefined);
}

/** Puts it there if it is. */
function isNew(known: Set<number>, number: number): boolean {
  return known.size < known.add(number).size;
}

function remembered<K>(known: Map<K, Bits>, key: K, make: () => Bits): Bits {
  let bits = known.get(key);
  if (bits === undefined) {
    bits = make();
    known.set(key, bits);
  }
  return bits;
}

function inverted(
  size: number,
  groups: readonly Group[],
  members: (group: Group) => readonly number[],
): readonly number[][] {
  const lists: number[][] = Array.from({ length: size }, () => []);
  for (const [number, group] of groups.entries())
    for (const member of members(group)) lists[member].push(number);
  return lists;
}

export function namedPortsOf(rule: Rule): readonly NamedPort[] {
  return (rule.traffic ?? []).flatMap(({ destinationPorts = [], notDestinationPorts = [] }) =>
    [...destinationPorts, ...notDestinationPorts].flatMap((port) => ('name' in port ? [port] : [])),
  );
}
