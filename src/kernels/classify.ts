import { flagNamed, imageProtocols, placeFlags, protocolIcmp } from './image-layout.ts';
import {
  keyedBytes,
  keyedOutcome,
  keyedProbes,
  laneFrom,
  laneImage,
  laneMemory,
  laneMemoryMask,
} from './lane-layout.ts';
import { rowDestination, rowKind, rowOutcome, rowPlaceImage, rowPorts, rowSource } from './layout.ts';
import { ld8, ld32 } from './mem.ts';
import { keyHash } from './mix.ts';
import { mayHaveName } from './names.ts';
import { destinationPlace, sourcePlace } from './places.ts';
import { outcomeOfService } from './services.ts';
import { isBeyond, outcomeInTables, outcomeOfOwn, trafficClass } from './tables.ts';
import { hasTrees, outcomeInTrees, treeDestination, treeSource, treeTraffic } from './trees.ts';

/** The outcome of the connection that a row opens; 0: TypeScript must be asked. */
export function outcomeOf(row: u32, lane: u32): u32 {
  const image: u32 = ld32(lane + laneImage);
  if (image === 0) return 0;
  if (ld32(row + rowPlaceImage) === image) {
    const known: u32 = ld32(row + rowOutcome);
    if (known >= ld32(lane + laneFrom)) return known;
  }
  const kind: u32 = ld32(row + rowKind);
  const source: u32 = sourcePlace(image, row);
  const destination: u32 = destinationPlace(image, row);
  const areTrees: boolean = hasTrees(image);
  const traffic: u32 = areTrees ? treeTraffic(image, row) : trafficClass(image, row, kind & 255);
  const ends: u32 = ld32(source + placeFlags) | ld32(destination + placeFlags);
  if ((ends & flagNamed) !== 0) {
    if (isNamed(lane, row, source, destination) !== 0) return 0;
  }
  if (isBeyond(image, source, destination, ends) !== 0) {
    const special: u32 = outcomeBeyond(image, lane, source, destination, row);
    if (special !== 0) return special;
    const what: u32 = ((kind & 255) << 16) | destinationPort(image, row, kind & 255);
    return keyed(ld32(lane + laneMemory), ld32(lane + laneMemoryMask), source, destination, what, traffic);
  }
  if (!areTrees) return outcomeInTables(lane, image, source, destination, traffic, 0);
  const from: u32 = treeSource(image, row);
  return outcomeInTrees(lane, image, source, destination, from, treeDestination(image, row), 0);
}

/** 1: DNS may have names for an end. */
function isNamed(lane: u32, row: u32, source: u32, destination: u32): u32 {
  if ((ld32(source + placeFlags) & flagNamed) !== 0) {
    if (mayHaveName(lane, row + rowSource) !== 0) return 1;
  }
  if ((ld32(destination + placeFlags) & flagNamed) === 0) return 0;
  return mayHaveName(lane, row + rowDestination);
}

/** Of connections to services, and with the own address; 0: of none that is known. */
function outcomeBeyond(image: u32, lane: u32, source: u32, destination: u32, row: u32): u32 {
  const index: u32 = ld8(image + ld32(image + imageProtocols) + (ld32(row + rowKind) & 255));
  if (index >= protocolIcmp) return 0;
  if (source === destination) {
    const own: u32 = outcomeOfOwn(lane, image, source);
    if (own !== 0) return own;
  }
  return outcomeOfService(image, lane, source, destination, row);
}

/** 0 for protocols without ports. */
function destinationPort(image: u32, row: u32, protocol: u32): u32 {
  const index: u32 = ld8(image + ld32(image + imageProtocols) + protocol);
  return index < protocolIcmp ? ld32(row + rowPorts) & 0xffff : 0;
}

/** The outcome kept under a key of four words; 0 if there is none. */
function keyed(cells: u32, mask: u32, k0: u32, k1: u32, k2: u32, k3: u32): u32 {
  let cell: u32 = keyHash(k0, k1, k2, k3) & mask;
  for (let probe: u32 = 0; probe < keyedProbes; probe = probe + 1) {
    const base: u32 = cells + cell * keyedBytes;
    const outcome: u32 = ld32(base + keyedOutcome);
    if (outcome === 0) return 0;
    if (ld32(base) === k0) {
      if (ld32(base + 4) === k1) {
        if (ld32(base + 8) === k2) {
          if (ld32(base + 12) === k3) return outcome;
        }
      }
    }
    cell = (cell + 1) & mask;
  }
  return 0;
}
