import type { Entity } from '../../ir/entity.ts';
import {
  flagFrontend,
  flagGoverned,
  flagHost,
  flagSpecial,
  placeBytes,
  placeClass,
  placeEgress,
  placeFlags,
  placeHousehold,
  placeIngress,
  placeNode,
} from '../../kernels/image-layout.ts';
import { addressKey, type IpAddress, ipv4, ipv6 } from '../../net/address.ts';
import { type Cidr, formatCidr, hostCidr } from '../../net/cidr.ts';
import { BeyondTables } from '../bounds.ts';
import type { Directory } from './directory.ts';
import type { ImageCopies } from './image-copies.ts';
import type { Layout } from './layout.ts';
import type { LiveGroup } from './live-classes.ts';
import { LiveHouseholds } from './live-facts.ts';
import { LiveIndex } from './live-index.ts';
import type { LiveTable } from './live-table-set.ts';
import { Patricia } from './patricia.ts';
import { NeedsRebuild } from './rebuild.ts';

/** Where an address leads: see compile/places.ts. */
export interface LivePlace {
  readonly id: number;
  readonly cidr: Cidr;
  /** Undefined for all of a prefix that is in no longer one. */
  readonly address: IpAddress | undefined;
  holders: readonly Entity[];
  /** The longest mentioned prefix around it. */
  prefix: number;
  group: LiveGroup | undefined;
  egress: LiveTable | undefined;
  ingress: LiveTable | undefined;
}

/** Each peer set asks for each prefix: larger sets are left to tables that are made at once. */
const mostPrefixes = 4096;

/** The places, by number and address, and the index that leads to them. */
export class LivePlaces {
  readonly directory: Directory;
  readonly prefixes: Cidr[] = [];
  readonly #prefixNumbers = new Map<string, number>();
  readonly #tries: Readonly<Record<4 | 6, Patricia<number>>>;
  readonly #outside: LivePlace[] = [];
  readonly #all: (LivePlace | undefined)[] = [];
  readonly #byAddress = new Map<string, LivePlace>();
  readonly #free: number[] = [];
  readonly #households = new LiveHouseholds();
  readonly #nodes = new Map<string, number>();
  #index: LiveIndex | undefined;
  #image: ImageCopies | undefined;
  #layout: Layout | undefined;
  /** Some rule compares the near end with its subject. */
  comparesLocally = false;

  constructor(directory: Directory) {
    this.directory = directory;
    const roots = [ipv4(0), ipv6(0, 0, 0, 0)].map((address) => this.#addPrefix({ address, length: 0 }));
    this.#tries = { 4: new Patricia(ipv4(0), roots[0]), 6: new Patricia(ipv6(0, 0, 0, 0), roots[1]) };
  }

  /** Numbers that were ever in use at once. */
  get size(): number {
    return this.#all.length;
  }

  get all(): readonly LivePlace[] {
    return this.#all.filter((place) => place !== undefined);
  }

  at(id: number): LivePlace {
    return this.#all[id] as LivePlace;
  }

  placeOf(address: IpAddress): LivePlace {
    return (
      this.#byAddress.get(addressKey(address)) ?? this.#outside[this.#tries[address.family].longest(address)]
    );
  }

  /** The place of this very address. */
  known(address: IpAddress): LivePlace | undefined {
    return this.#byAddress.get(addressKey(address));
  }

  /** From now on what changes is written to an image; what there is already, at once. */
  attach(image: ImageCopies, layout: Layout, isGoverned: (place: LivePlace) => boolean): void {
    this.#image = image;
    this.#layout = layout;
    const index = new LiveIndex(image, layout, 0, 1);
    for (const place of this.all) {
      if (place.cidr.length > 0 && !this.#isHidden(place)) index.set(place.cidr, place.id);
      this.write(place, isGoverned(place));
    }
    this.#index = index;
  }

  /** The places whose longest prefix is another one now, and the one of the prefix itself. */
  mention(cidr: Cidr): readonly LivePlace[] {
    const key = formatCidr(cidr);
    if (this.#prefixNumbers.has(key)) return [];
    const number = this.#addPrefix(cidr);
    this.#tries[cidr.address.family].set(cidr, number);
    const place = this.#outside[number];
    const changed = [place];
    for (const id of this.#index?.inside(cidr) ?? []) {
      const inside = this.at(id);
      if (inside.address === undefined) continue;
      inside.prefix = this.#tries[cidr.address.family].longest(inside.address);
      changed.push(inside);
    }
    if (!this.#isHidden(place)) this.#index?.set(cidr, place.id);
    return changed;
  }

  /** Follows the directory: the place of the address, if it has one of its own now. */
  follow(address: IpAddress): LivePlace | undefined {
    const key = addressKey(address);
    const known = this.#byAddress.get(key);
    if (!this.directory.isKnown(address)) {
      if (known !== undefined) this.#drop(key, known);
      return undefined;
    }
    const place = known ?? this.#add({ cidr: hostCidr(address), address, prefix: 0 });
    place.prefix = this.#tries[address.family].longest(address);
    place.holders = this.directory.holders(address);
    if (known !== undefined) return place;
    this.#byAddress.set(key, place);
    this.#index?.set(place.cidr, place.id);
    return place;
  }

  /** Places of entities whose household is another now. */
  join(place: LivePlace): readonly LivePlace[] {
    if (place.holders.length < 2) return [];
    const moved = this.#households.join(place.holders);
    return moved.flatMap(({ addresses }) =>
      addresses.flatMap((address) => this.#byAddress.get(addressKey(address)) ?? []),
    );
  }

  leave(entity: Entity): void {
    this.#households.remove(entity);
  }

  /** What of a place two ends can have in common. */
  factsOf({ holders }: LivePlace) {
    const nodes = new Set(holders.map(({ node }) => node));
    const [node = ''] = nodes;
    return {
      household: holders.length === 0 ? 0 : this.#households.numberOf(holders[0]),
      node: node === '' ? 0 : this.#nodeNumber(node),
      isHost: holders.some(({ kind }) => kind !== 'pod'),
      isSpecial: nodes.size > 1 || (holders.length > 1 && this.comparesLocally),
    };
  }

  write(place: LivePlace, isGoverned: boolean): void {
    if (this.#image === undefined || this.#layout === undefined) return;
    if (place.id >= this.#layout.capacity.places) throw new NeedsRebuild('places');
    const { household, node, isHost, isSpecial } = this.factsOf(place);
    const isFrontend = place.address !== undefined && this.directory.isFrontend(place.address);
    const record = new Uint32Array(placeBytes / 4);
    record[placeClass / 4] = place.group?.class ?? 0;
    record[placeEgress / 4] = place.egress?.number ?? 0;
    record[placeIngress / 4] = place.ingress?.number ?? 0;
    record[placeHousehold / 4] = household;
    record[placeNode / 4] = node;
    record[placeFlags / 4] =
      (isHost ? flagHost : 0) |
      (isSpecial ? flagSpecial : 0) |
      (isFrontend ? flagFrontend : 0) |
      (isGoverned ? flagGoverned : 0);
    this.#image.setBytes(this.#layout.parts.places + place.id * placeBytes, record);
  }

  #addPrefix(cidr: Cidr): number {
    const number = this.prefixes.length;
    if (number >= mostPrefixes) throw new BeyondTables(`more than ${mostPrefixes} prefixes to keep live`);
    this.prefixes.push(cidr);
    this.#prefixNumbers.set(formatCidr(cidr), number);
    this.#outside.push(this.#add({ cidr, address: undefined, prefix: number }));
    return number;
  }

  #add(parts: Pick<LivePlace, 'cidr' | 'address' | 'prefix'>): LivePlace {
    const id = this.#free.pop() ?? this.#all.length;
    const place: LivePlace = {
      ...parts,
      id,
      holders: [],
      group: undefined,
      egress: undefined,
      ingress: undefined,
    };
    this.#all[id] = place;
    return place;
  }

  #drop(key: string, place: LivePlace): void {
    this.#byAddress.delete(key);
    this.#all[place.id] = undefined;
    this.#free.push(place.id);
    const prefix = this.#prefixNumbers.get(formatCidr(place.cidr));
    if (prefix === undefined) this.#index?.delete(place.cidr);
    else this.#index?.set(place.cidr, this.#outside[prefix].id);
  }

  /** Somebody holds the one address of the prefix. */
  #isHidden({ cidr, address }: LivePlace): boolean {
    const isHost = cidr.length === (cidr.address.family === 4 ? 32 : 128);
    return address === undefined && isHost && this.#byAddress.has(addressKey(cidr.address));
  }

  #nodeNumber(node: string): number {
    let number = this.#nodes.get(node);
    if (number === undefined) {
      number = this.#nodes.size + 1;
      this.#nodes.set(node, number);
    }
    return number;
  }
}
