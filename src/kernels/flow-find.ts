import {
  bucketCells,
  bucketShift,
  flowDestination,
  flowDestinationHigh,
  flowKind,
  flowPorts,
  flowRowShift,
  flowSource,
  flowSourceHigh,
  flowState,
  stateLive,
  tableCells,
  tableMask,
  tableRows,
  tableUsed,
} from './flow-layout.ts';
import { ensureHash } from './hash-rows.ts';
import { rowDestination, rowHash, rowHash2, rowHint, rowKind, rowPorts, rowSource } from './layout.ts';
import { ld32, lowest32, whereEqual8 } from './mem.ts';

/** In place of slot << 1 | direction. */
export const notFound: u32 = 0xffffffff;
const cellsBytes: u32 = bucketCells * 4;
/** In place of a direction. */
export const differs: u32 = 2;

export function flowAt(table: u32, slot: u32): u32 {
  return table + tableRows + (slot << flowRowShift);
}

export function bucketAt(table: u32, hash: u32): u32 {
  return table + ld32(table + tableCells) + ((hash & ld32(table + tableMask)) << bucketShift);
}

/** Independent of the bits that choose the buckets as far as 32 bits allow. */
export function tagOf(row: u32): u32 {
  const second: u32 = ld32(row + rowHash2);
  return (ld32(row + rowHash) ^ ((second << 16) | (second >>> 16))) >>> 0;
}

/** slot << 1 | direction of the row's flow; notFound if there is none. Reads sixteen tags at the most. */
export function findFlow(row: u32, table: u32): u32 {
  const hinted: u32 = followHint(row, table);
  if (hinted !== notFound) return hinted;
  ensureHash(row, table);
  const tag: u32 = tagOf(row);
  const found: u32 = findIn(bucketAt(table, ld32(row + rowHash)), tag, row, table);
  if (found !== notFound) return found;
  return findIn(bucketAt(table, ld32(row + rowHash2)), tag, row, table);
}

/** A key is in the table once, so a live row that has it is the flow, whatever the hint came from. */
function followHint(row: u32, table: u32): u32 {
  const slot: u32 = (ld32(row + rowHint) - 1) >>> 0;
  if (slot >= ld32(table + tableUsed)) return notFound;
  const flow: u32 = flowAt(table, slot);
  if ((ld32(flow + flowState) & stateLive) === 0) return notFound;
  const direction: u32 = directionOfKey(row, flow);
  return direction === differs ? notFound : (slot << 1) | direction;
}

function findIn(bucket: u32, tag: u32, row: u32, table: u32): u32 {
  for (let cells: u32 = whereEqual8(bucket, tag); cells !== 0; cells &= cells - 1) {
    const cell: u32 = bucket + (lowest32(cells) << 2);
    const slot: u32 = (ld32(cell + cellsBytes) - 1) >>> 0;
    if (slot === notFound) continue;
    const direction: u32 = directionOfKey(row, flowAt(table, slot));
    if (direction !== differs) return (slot << 1) | direction;
  }
  return notFound;
}

/**
 * 0: the flow has the row's key; 1: it has it with its ends changed over. The direction changes from packet to packet,
 * so there is no branch on it.
 */
export function directionOfKey(row: u32, flow: u32): u32 {
  const kind: u32 = ld32(row + rowKind);
  if (ld32(flow + flowKind) !== kind) return differs;
  const ports: u32 = ld32(row + rowPorts);
  const known: u32 = ld32(flow + flowPorts);
  const reversed: u32 = (ports << 16) | (ports >>> 16);
  const forward: u32 = (known ^ ports) | endsDiffer(flow, row + rowSource, row + rowDestination);
  const backward: u32 = (known ^ reversed) | endsDiffer(flow, row + rowDestination, row + rowSource);
  if (((kind >>> 8) & 0xff) === 4) return directionOf(forward, backward);
  return directionOfLong(row, flow, forward, backward);
}

/** From what differs if the row goes as the flow's opener sends, and if it goes the other way. */
function directionOf(forward: u32, backward: u32): u32 {
  const isNotForward: u32 = isNotZero(forward);
  return (isNotForward & isNotZero(backward)) !== 0 ? differs : isNotForward;
}

/** 0: the flow's source and destination have the word 3 of the addresses that stand at these places. */
function endsDiffer(flow: u32, source: u32, destination: u32): u32 {
  const sourceDiffers: u32 = ld32(flow + flowSource) ^ ld32(source + 12);
  return sourceDiffers | (ld32(flow + flowDestination) ^ ld32(destination + 12));
}

/** Of addresses that have words 0 to 2. */
function directionOfLong(row: u32, flow: u32, forward: u32, backward: u32): u32 {
  for (let at: u32 = 0; at < 12; at += 4) {
    const source: u32 = ld32(row + rowSource + at);
    const destination: u32 = ld32(row + rowDestination + at);
    const knownSource: u32 = ld32(flow + flowSourceHigh + at);
    const knownDestination: u32 = ld32(flow + flowDestinationHigh + at);
    forward |= (knownSource ^ source) | (knownDestination ^ destination);
    backward |= (knownSource ^ destination) | (knownDestination ^ source);
  }
  return directionOf(forward, backward);
}

function isNotZero(word: u32): u32 {
  return (word | (0 - word)) >>> 31;
}

export function protocolOf(row: u32): u32 {
  return ld32(row + rowKind) & 0xff;
}

export function familyOf(row: u32): u32 {
  return (ld32(row + rowKind) >>> 8) & 0xff;
}
