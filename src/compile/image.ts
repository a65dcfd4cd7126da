import type { Inventory } from '../inventory/inventory.ts';
import {
  flagFrontend,
  flagGoverned,
  flagHost,
  flagNamed,
  flagOwn,
  flagSpecial,
  frontendBytes,
  imageAsked6,
  imageBlocks4,
  imageDefault6,
  imageFrontends,
  imageFrontendsMask,
  imageKeys6,
  imageLengths6,
  imageMask6,
  imageNodeMatters,
  imageOwnEgress,
  imageOwnIngress,
  imagePlaces,
  imagePrefixes6,
  imageProtocols,
  imageRanges4,
  imageRoot4,
  placeBytes,
  placeFlags,
  placeHousehold,
  placeNode,
  protocolIcmp,
  protocolIcmp6,
  protocolOther,
} from '../kernels/image-layout.ts';
import { addressKey, type IpAddress } from '../net/address.ts';
import { Protocol } from '../net/protocol.ts';
import {
  asksForServices,
  backendsOf,
  type Frontend,
  frontendsOf,
  frontendTest,
  seesFrontends,
} from './frontends.ts';
import { ImageParts } from './image-parts.ts';
import { blocksOf, Index4, mostBlocks4 } from './index4.ts';
import { index6 } from './index6.ts';
import type { Lookup } from './lookup.ts';
import type { NumberedPlace } from './place-facts.ts';
import { ranges4, type Stretch } from './ranges4.ts';
import { serviceParts } from './service-parts.ts';
import { addTables } from './table-parts.ts';
import type { PolicyTables } from './tables.ts';
import { portProtocols } from './traffic.ts';
import { PolicyTrees } from './trees/policy-trees.ts';
import { addTrees } from './trees/tree-parts.ts';

/** What the image must know that the tables do not hold. */
export interface ImageFacts {
  /** A service may answer at this address. */
  readonly isFrontend: (address: IpAddress) => boolean;
  readonly frontends: readonly Frontend[];
  /** The inventory states a name for this address. */
  readonly isNamed: (address: IpAddress) => boolean;
  /** Some backend of a service may have a DNS name, now or later. */
  readonly mayNameBackends: boolean;
}

export function imageFacts(inventory: Inventory): ImageFacts {
  const named = new Set(inventory.dnsFacts.flatMap(({ addresses }) => addresses.map(addressKey)));
  const isNamed = (address: IpAddress) => named.has(addressKey(address));
  const frontends = frontendsOf(inventory);
  // Of all services: where there are too many frontends, TypeScript judges those of node ports.
  const backends = backendsOf(inventory);
  return {
    isFrontend: frontendTest(inventory),
    frontends,
    isNamed,
    mayNameBackends: backends.some(({ address }) =>
      mayHaveNames({ address, holders: inventory.holders(address) }, isNamed),
    ),
  };
}

/** Tables or trees as one flat image, position-independent: see kernels/image-layout.ts. */
export function buildImage(lookup: PolicyTables | PolicyTrees, facts: ImageFacts): Uint8Array<ArrayBuffer> {
  const image = new ImageParts();
  addIndex(image, lookup);
  const records = placeRecords(lookup, facts);
  image.add(imagePlaces, records);
  addProtocols(image);
  if (lookup instanceof PolicyTrees) addTrees(image, lookup, records);
  else addTables(image, lookup, records);
  image.set(imageNodeMatters, Number(lookup.nodeMatters));
  addOwn(image, lookup);
  if (!seesFrontends(lookup.set) && !asksForServices(lookup.set)) addServices(image, lookup, facts);
  return image.finish();
}

function addIndex(image: ImageParts, { prefixes, places }: Lookup): void {
  const hosts = places.filter((place) => place.address !== undefined);
  addIndex4(image, stretchesOf({ prefixes, places }));
  const six = [
    ...prefixes.all.map(({ address, length }, place) => ({ address, length, place })),
    ...hosts.map(({ id, address }) => ({ address: address as IpAddress, length: 128, place: id })),
  ].filter(({ address, length }) => address.family === 6 && length > 0);
  const { cells, lengths, asked, keys } = index6(six);
  image.add(imagePrefixes6, cells);
  image.set(imageMask6, cells.length / 8 - 1);
  image.add(imageLengths6, lengths);
  image.add(imageAsked6, asked);
  for (const [i, key] of keys.entries()) image.set(imageKeys6 + i * 4, key);
  image.set(imageDefault6, prefixes.rootOf(6));
}

/** What leads to a place of IPv4: prefixes, each before those inside it, then addresses. */
export function stretchesOf({ prefixes, places }: Pick<Lookup, 'prefixes' | 'places'>): Stretch[] {
  const known = places.flatMap(({ id, address }) => (address === undefined ? [] : [{ address, id }]));
  return [
    ...prefixes.all.map(({ address, length }, place) => ({ address, length, place })),
    ...known.map(({ address, id }) => ({ address, length: 32, place: id })),
  ].flatMap(({ address, ...rest }) => (address.family === 4 ? [{ ...rest, address: address.w3 }] : []));
}

/** In blocks, or in ranges where these would be too many. */
function addIndex4(image: ImageParts, stretches: Stretch[]): void {
  if (blocksOf(stretches) <= mostBlocks4) {
    const index4 = new Index4();
    for (const stretch of stretches) index4.set(stretch);
    image.add(imageRoot4, index4.root);
    image.add(imageBlocks4, index4.blocks());
    return;
  }
  // Sorting keeps the place of an address behind a prefix of it alone.
  const { root, ranges } = ranges4(stretches.sort((a, b) => a.address - b.address || a.length - b.length));
  image.add(imageRoot4, root);
  image.add(imageRanges4, ranges);
}

/** Without what only tables or only trees have of a place. */
function placeRecords({ places, usesNames }: Lookup, facts: ImageFacts): Uint32Array {
  const records = new Uint32Array((places.length * placeBytes) / 4);
  for (const place of places) {
    const at = (place.id * placeBytes) / 4;
    records[at + placeHousehold / 4] = place.household;
    records[at + placeNode / 4] = place.node;
    records[at + placeFlags / 4] = flagsOf(place, usesNames, facts);
  }
  return records;
}

function flagsOf(place: NumberedPlace, usesNames: boolean, facts: ImageFacts): number {
  const isFrontend = place.address !== undefined && facts.isFrontend(place.address);
  return (
    (place.isHost ? flagHost : 0) |
    (place.isSpecial ? flagSpecial : 0) |
    (isFrontend ? flagFrontend : 0) |
    (usesNames && mayHaveNames(place, facts.isNamed) ? flagNamed : 0) |
    (place.isGoverned ? flagGoverned : 0) |
    (place.isOwnAnswered && !isFrontend ? flagOwn : 0)
  );
}

/** No answer gives a name to an address that somebody holds (replay/names.ts); the inventory may. */
function mayHaveNames(
  { address, holders }: Pick<NumberedPlace, 'address' | 'holders'>,
  isNamed: ImageFacts['isNamed'],
): boolean {
  return holders.length === 0 || (address !== undefined && isNamed(address));
}

function addOwn(image: ImageParts, { ownAnswers }: Lookup): void {
  if (ownAnswers === undefined) return;
  image.set(imageOwnEgress, ownAnswers.egress);
  image.set(imageOwnIngress, ownAnswers.ingress);
}

function addServices(image: ImageParts, lookup: Lookup, { frontends }: ImageFacts): void {
  const parts = serviceParts(lookup, frontends);
  if (parts === undefined) return;
  const cells = parts.cells(image.place(parts.lists));
  image.add(imageFrontends, cells);
  image.set(imageFrontendsMask, cells.length / (frontendBytes / 4) - 1);
}

function addProtocols(image: ImageParts): void {
  const protocols = new Uint8Array(256).fill(protocolOther);
  for (const [index, protocol] of portProtocols.entries()) protocols[protocol] = index;
  protocols[Protocol.icmp] = protocolIcmp;
  protocols[Protocol.icmpv6] = protocolIcmp6;
  image.add(imageProtocols, protocols);
}
