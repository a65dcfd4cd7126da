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
  imageBytes,
  imageCells,
  imageChecksum,
  imageClasses,
  imageDefault6,
  imageDestinationCount,
  imageDestinations,
  imageFrontends,
  imageFrontendsMask,
  imageHeaderBytes,
  imageIcmp,
  imageIcmp6,
  imageKeys6,
  imageLengths6,
  imageMagic,
  imageMagicWord,
  imageMask6,
  imageNodeMatters,
  imageOthers,
  imageOwnEgress,
  imageOwnIngress,
  imagePlaces,
  imagePrefixes6,
  imageProtocols,
  imageRoot4,
  imageRows,
  imageSourceCount,
  imageSources,
  imageTables,
  imageVersion,
  imageVersionNumber,
  imageWideRows,
  placeBytes,
  placeClass,
  placeEgress,
  placeFlags,
  placeForwardedEgress,
  placeForwardedIngress,
  placeHousehold,
  placeIngress,
  placeNode,
  protocolIcmp,
  protocolIcmp6,
  protocolOther,
} from '../kernels/image-layout.ts';
import type { IpAddress } from '../net/address.ts';
import { hasMessageType, Protocol } from '../net/protocol.ts';
import { asksForServices, type Frontend, frontendsOf, frontendTest, seesFrontends } from './frontends.ts';
import { Index4 } from './index4.ts';
import { index6 } from './index6.ts';
import type { Table } from './rows.ts';
import { serviceParts } from './service-parts.ts';
import type { PolicyTables, TablePlace } from './tables.ts';
import { intervalTable, portProtocols } from './traffic.ts';

/** What the image must know that the tables do not hold. */
export interface ImageFacts {
  /** A service may answer at this address. */
  readonly isFrontend: (address: IpAddress) => boolean;
  readonly frontends: readonly Frontend[];
}

export function imageFacts(inventory: Inventory): ImageFacts {
  return { isFrontend: frontendTest(inventory), frontends: frontendsOf(inventory) };
}

/** The tables as one flat image, position-independent: see kernels/image-layout.ts. Throws BeyondTables. */
export function buildImage(tables: PolicyTables, facts: ImageFacts): Uint8Array<ArrayBuffer> {
  const image = new ImageParts();
  addIndex(image, tables);
  image.add(imagePlaces, placeRecords(tables, facts));
  addTraffic(image, tables);
  addTables(image, tables);
  image.set(imageNodeMatters, Number(tables.nodeMatters));
  addOwn(image, tables);
  if (!seesFrontends(tables.set) && !asksForServices(tables.set)) addServices(image, tables, facts);
  return image.finish();
}

type Part = Uint8Array | Uint16Array | Uint32Array;

/** Parts of the image, each at a multiple of a cache line. */
class ImageParts {
  readonly #header = new Uint32Array(imageHeaderBytes / 4);
  readonly #parts: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  #end = imageHeaderBytes;

  set(field: number, value: number): void {
    this.#header[field / 4] = value;
  }

  /** Notes in the header where the part stands. */
  add(field: number, part: Part): number {
    const at = this.place(part);
    this.set(field, at);
    return at;
  }

  place(part: Part): number {
    const at = (this.#end + 63) & ~63;
    this.#parts.push({ at, bytes: new Uint8Array(part.buffer, part.byteOffset, part.byteLength) });
    this.#end = at + part.byteLength;
    return at;
  }

  finish(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array((this.#end + 63) & ~63);
    for (const part of this.#parts) bytes.set(part.bytes, part.at);
    this.set(imageMagic, imageMagicWord);
    this.set(imageVersion, imageVersionNumber);
    this.set(imageBytes, bytes.length);
    bytes.set(new Uint8Array(this.#header.buffer));
    new Uint32Array(bytes.buffer)[imageChecksum / 4] = checksumOf(bytes);
    return bytes;
  }
}

/** FNV-1a over the words behind the field of the checksum. The image stands at a multiple of 4 bytes. */
export function checksumOf(image: Uint8Array): number {
  const words = new Uint32Array(image.buffer, image.byteOffset, image.byteLength / 4);
  let hash = 0x811c9dc5;
  for (let i = imageChecksum / 4 + 1; i < words.length; i++) hash = Math.imul(hash ^ words[i], 0x01000193);
  return hash >>> 0;
}

function addIndex(image: ImageParts, { prefixes, places }: PolicyTables): void {
  const index4 = new Index4();
  const hosts = places.filter((place) => place.address !== undefined);
  for (const [place, { address, length }] of prefixes.all.entries()) {
    if (address.family === 4) index4.set(address.w3, length, place);
  }
  for (const { id, address } of hosts) if (address?.family === 4) index4.set(address.w3, 32, id);
  image.add(imageRoot4, index4.root);
  image.add(imageBlocks4, index4.blocks());
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

function placeRecords(tables: PolicyTables, facts: ImageFacts): Uint32Array {
  const numbers = new Map<Table | undefined, number>([
    [undefined, 0],
    ...tables.tables.map((table, index) => [table, index + 1] as const),
  ]);
  const numberOf = (table: Table | undefined) => numbers.get(table) as number;
  const records = new Uint32Array((tables.places.length * placeBytes) / 4);
  for (const place of tables.places) {
    const at = (place.id * placeBytes) / 4;
    records[at + placeClass / 4] = place.class;
    records[at + placeEgress / 4] = numberOf(place.tables.egress);
    records[at + placeForwardedEgress / 4] = numberOf(place.tables.forwardedEgress);
    records[at + placeForwardedIngress / 4] = numberOf(place.tables.forwardedIngress);
    records[at + placeIngress / 4] = numberOf(place.tables.ingress);
    records[at + placeHousehold / 4] = place.household;
    records[at + placeNode / 4] = place.node;
    records[at + placeFlags / 4] = flagsOf(place, tables.usesNames, facts);
  }
  return records;
}

function flagsOf(place: TablePlace, usesNames: boolean, facts: ImageFacts): number {
  const isFrontend = place.address !== undefined && facts.isFrontend(place.address);
  return (
    (place.isHost ? flagHost : 0) |
    (place.isSpecial ? flagSpecial : 0) |
    (isFrontend ? flagFrontend : 0) |
    // The inventory may state names for held addresses too.
    (usesNames ? flagNamed : 0) |
    (place.isGoverned ? flagGoverned : 0) |
    (place.isOwnAnswered && !isFrontend ? flagOwn : 0)
  );
}

function addOwn(image: ImageParts, { ownAnswers }: PolicyTables): void {
  if (ownAnswers === undefined) return;
  image.set(imageOwnEgress, ownAnswers.egress);
  image.set(imageOwnIngress, ownAnswers.ingress);
}

function addServices(image: ImageParts, tables: PolicyTables, { frontends }: ImageFacts): void {
  const parts = serviceParts(tables, frontends);
  if (parts === undefined) return;
  const cells = parts.cells(image.place(parts.lists));
  image.add(imageFrontends, cells);
  image.set(imageFrontendsMask, cells.length / (frontendBytes / 4) - 1);
}

function addTraffic(image: ImageParts, { traffic }: PolicyTables): void {
  const protocols = new Uint8Array(256).fill(protocolOther);
  for (const [index, protocol] of portProtocols.entries()) protocols[protocol] = index;
  protocols[Protocol.icmp] = protocolIcmp;
  protocols[Protocol.icmpv6] = protocolIcmp6;
  image.add(imageProtocols, protocols);
  image.add(imageDestinations, intervalTable(traffic.destinationStarts));
  if (traffic.sourceStarts.length > 1) image.add(imageSources, intervalTable(traffic.sourceStarts));
  image.set(imageDestinationCount, traffic.destinationStarts.length + 1);
  image.set(imageSourceCount, traffic.sourceStarts.length + 1);
  const portCells =
    portProtocols.length * (traffic.destinationStarts.length + 1) * (traffic.sourceStarts.length + 1);
  image.add(imageCells, Uint16Array.from(traffic.ofCell.subarray(0, portCells)));
  // IGMP is left to TypeScript.
  const classOf = (cell: number) => traffic.ofCell[cell];
  for (const [version, field] of [imageIcmp, imageIcmp6].entries())
    image.add(field, traffic.messageTable(version, classOf));
  const others = Uint16Array.from({ length: 256 }, (_, protocol) =>
    hasMessageType(protocol) ? 0 : traffic.ofCell[traffic.protocolCell(protocol)],
  );
  image.add(imageOthers, others);
}

function addTables(image: ImageParts, { tables, classes, rows }: PolicyTables): void {
  const isWide = rows.size > 0xffff;
  const cells = (tables.length + 1) * classes.size;
  const rowOf = isWide ? new Uint32Array(cells) : new Uint16Array(cells);
  for (const [index, table] of tables.entries()) rowOf.set(table.rowOf, (index + 1) * classes.size);
  image.set(imageWideRows, Number(isWide));
  image.add(imageTables, rowOf);
  image.set(imageClasses, classes.size);
  const records = new Uint32Array(rows.size * 2);
  image.add(imageRows, records);
  const listsAt = image.place(Uint32Array.from(rows.lists));
  const signaturesAt = image.place(Uint16Array.from(rows.signatures));
  for (let row = 0; row < rows.size; row++) {
    records[2 * row] = listsAt + rows.listAt[row] * 4;
    records[2 * row + 1] = signaturesAt + rows.signatureAt[row] * 2;
  }
}
