import type { Network, Peer } from '../../ir/policy.ts';
import type { Family } from '../../net/address.ts';
import type { Cidr } from '../../net/cidr.ts';
import type { Budget } from '../bounds.ts';
import type { Prefixes } from '../prefixes.ts';
import { isRelational } from '../relation.ts';
import type { Selections, Viewpoint } from '../selections.ts';
import type { Positions } from './positions.ts';
import { common, joined, type Ranges, rangeOf, without } from './ranges.ts';

export interface PeerParts {
  readonly positions: Positions;
  readonly prefixes: Prefixes;
  readonly selections: Selections;
  readonly budget: Budget;
}

/** Where the places stand that peers match. */
export class Peers {
  readonly #parts: PeerParts;
  readonly #known = new Map<readonly Peer[], Ranges>();
  readonly #ofFamily: Readonly<Record<Family, Map<Ranges, Ranges>>> = { 4: new Map(), 6: new Map() };

  constructor(parts: PeerParts) {
    this.#parts = parts;
  }

  /** Of a list of peers, seen from a viewpoint; shared. DNS names match none: see places.ts. */
  of(peers: readonly Peer[], viewpoint: Viewpoint): Ranges {
    if (viewpoint !== undefined && peers.some(isRelated)) return this.#join(peers, viewpoint);
    let found = this.#known.get(peers);
    if (found === undefined) {
      found = this.#join(peers, undefined);
      this.#known.set(peers, found);
    }
    return found;
  }

  /** Those of a family; shared. */
  ofFamily(found: Ranges, family: Family): Ranges {
    const known = this.#ofFamily[family];
    let own = known.get(found);
    if (own === undefined) {
      own = common(found, this.#parts.positions.ofFamily(family));
      known.set(found, own);
    }
    return own;
  }

  #join(peers: readonly Peer[], viewpoint: Viewpoint): Ranges {
    for (const peer of peers) this.#spend(peer);
    const found = joined(peers.map((peer) => this.#ofPeer(peer, viewpoint)));
    this.#parts.budget.spend('peerRanges', found.length / 2);
    return found;
  }

  /** What they cost to read. */
  #spend({ networks = [], notNetworks = [] }: Peer): void {
    const holes = networks.reduce((sum, { except }) => sum + except.length, 0);
    this.#parts.budget.spend('peerRanges', networks.length + holes + notNetworks.length);
  }

  #ofPeer({ entity, notEntity, networks, notNetworks, domainNames }: Peer, viewpoint: Viewpoint): Ranges {
    const { positions, selections } = this.#parts;
    if (domainNames !== undefined) return rangeOf(0, 0);
    let found = networks === undefined ? rangeOf(0, positions.size) : this.#inNetworks(networks);
    if (notNetworks !== undefined) found = without(found, this.#inAny(notNetworks));
    if (entity !== undefined) found = common(found, positions.ofIdentities(selections.of(entity, viewpoint)));
    if (notEntity !== undefined)
      found = without(found, positions.ofIdentities(selections.of(notEntity, viewpoint)));
    return found;
  }

  #inNetworks(networks: readonly Network[]): Ranges {
    return joined(
      networks.map(({ cidr, except }) =>
        except.length === 0 ? this.#in(cidr) : without(this.#in(cidr), this.#inAny(except)),
      ),
    );
  }

  #inAny(cidrs: readonly Cidr[]): Ranges {
    return joined(cidrs.map((cidr) => this.#in(cidr)));
  }

  #in(cidr: Cidr): Ranges {
    const { positions, prefixes } = this.#parts;
    const from = prefixes.indexOf(cidr);
    return positions.ofPrefixes(from, prefixes.ends[from]);
  }
}

function isRelated({ entity, notEntity }: Peer): boolean {
  return isRelational(entity) || isRelational(notEntity);
}
