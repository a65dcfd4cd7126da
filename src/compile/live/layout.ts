import {
  asked6Words,
  imageAsked6,
  imageBlocks4,
  imageBytes,
  imageCells,
  imageClasses,
  imageDestinations,
  imageHeaderBytes,
  imageIcmp,
  imageIcmp6,
  imageLengths6,
  imageMagic,
  imageMagicWord,
  imageMask6,
  imageOthers,
  imagePlaces,
  imagePrefixes6,
  imageProtocols,
  imageRoot4,
  imageRows,
  imageSources,
  imageTables,
  imageVersion,
  imageVersionNumber,
  imageWideRows,
  length6Bytes,
  placeBytes,
  prefix6Bytes,
} from '../../kernels/image-layout.ts';

/** How much each part of an image can hold before it must be laid out anew. */
export interface Capacity {
  /** Of the IPv4 index. */
  readonly blocks: number;
  /** Of the hash of IPv6 prefixes, a power of two. */
  readonly cells6: number;
  readonly places: number;
  /** (Protocol, source interval, destination interval). */
  readonly cells: number;
  readonly tables: number;
  readonly classes: number;
  readonly rows: number;
  /** Answers in all lists. */
  readonly listed: number;
  readonly signatures: number;
  /** Traffic classes: the length of a signature. */
  readonly traffic: number;
}

/** Where the parts stand, in bytes from the start of a copy. */
export interface Layout {
  readonly capacity: Capacity;
  readonly parts: Readonly<Record<PartName, number>>;
  readonly bytes: number;
  readonly isWide: boolean;
}

type PartName = keyof ReturnType<typeof sizes>;

function sizes(capacity: Capacity, isWide: boolean) {
  return {
    header: imageHeaderBytes,
    root4: 65_536 * 4,
    blocks4: capacity.blocks * 1024,
    prefixes6: capacity.cells6 * prefix6Bytes,
    // 128 lengths and the end.
    lengths6: 129 * length6Bytes,
    asked6: asked6Words * 4,
    places: capacity.places * placeBytes,
    protocols: 256,
    destinations: 65_536 * 2,
    sources: 65_536 * 2,
    cells: capacity.cells * 2,
    icmp: 65_536 * 2,
    icmp6: 65_536 * 2,
    others: 256 * 2,
    tables: capacity.tables * capacity.classes * (isWide ? 4 : 2),
    rows: capacity.rows * 8,
    lists: capacity.listed * 4,
    signatures: capacity.signatures * capacity.traffic * 2,
  };
}

export function layoutOf(capacity: Capacity): Layout {
  const isWide = capacity.rows > 0xffff;
  const parts: Partial<Record<PartName, number>> = {};
  let end = 0;
  for (const [name, bytes] of Object.entries(sizes(capacity, isWide))) {
    parts[name as PartName] = end;
    end = (end + bytes + 63) & ~63;
  }
  return { capacity, parts: parts as Layout['parts'], bytes: end, isWide };
}

/** What of the header follows from the layout: by field, the value. */
export function headerOf({ parts, bytes, capacity, isWide }: Layout): ReadonlyMap<number, number> {
  return new Map([
    [imageMagic, imageMagicWord],
    [imageVersion, imageVersionNumber],
    [imageBytes, bytes],
    [imageRoot4, parts.root4],
    [imageBlocks4, parts.blocks4],
    [imagePrefixes6, parts.prefixes6],
    [imageMask6, capacity.cells6 - 1],
    [imageLengths6, parts.lengths6],
    [imageAsked6, parts.asked6],
    [imagePlaces, parts.places],
    [imageProtocols, parts.protocols],
    [imageDestinations, parts.destinations],
    [imageSources, parts.sources],
    [imageCells, parts.cells],
    [imageIcmp, parts.icmp],
    [imageIcmp6, parts.icmp6],
    [imageOthers, parts.others],
    [imageTables, parts.tables],
    [imageClasses, capacity.classes],
    [imageRows, parts.rows],
    [imageWideRows, Number(isWide)],
  ]);
}
