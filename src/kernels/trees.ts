/** What the trees of an image answer: of policy sets for which there are no tables. */
import {
  imageProtocols,
  imageTreeBoxes,
  imageTreeNodes,
  imageTreeResults,
  imageTreeRoots,
  imageTreeSources,
  imageTreeStages,
  placeEgressEndings,
  placeIngressEndings,
  placeOwn,
  placePosition,
  protocolIcmp,
  protocolOther,
  treeBoxShift,
  treeDimension,
  treeLeaf,
  treeNodeBytes,
  treeNodeShift,
  treePass,
  treeWhatShift,
} from './image-layout.ts';
import { lanePoint, laneSayings } from './lane-layout.ts';
import { rowKind, rowPorts, rowWindow } from './layout.ts';
import { firstAround, ld8, ld32, st32 } from './mem.ts';
import { verdictOf } from './outcome-record.ts';
import { outcomeOfAnswers, placeNumber } from './tables.ts';

/** 1: the image has trees. */
export function hasTrees(image: u32): boolean {
  return ld32(image + imageTreeNodes) !== 0;
}

/** Both numbers of the traffic (compile/trees/traffic-boxes.ts) of the packet in a row. */
export function treeSource(image: u32, row: u32): u32 {
  const protocol: u32 = ld32(row + rowKind) & 255;
  const ports: u32 = protocolIndex(image, protocol) < protocolIcmp ? ld32(row + rowPorts) : 0;
  return (protocol << 16) | (ports >>> 16);
}

export function treeDestination(image: u32, row: u32): u32 {
  const index: u32 = protocolIndex(image, ld32(row + rowKind) & 255);
  if (index < protocolIcmp) return ld32(row + rowPorts) & 0xffff;
  return index === protocolOther ? 0 : ld32(row + rowWindow) & 0xffff;
}

/** What of it pairs beyond the trees are told apart by, beside protocol and destination port. */
export function treeTraffic(image: u32, row: u32): u32 {
  const index: u32 = protocolIndex(image, ld32(row + rowKind) & 255);
  if (index >= protocolIcmp) return treeDestination(image, row);
  return ld32(image + imageTreeSources) === 0 ? 0 : ld32(row + rowPorts) >>> 16;
}

function protocolIndex(image: u32, protocol: u32): u32 {
  return ld8(image + ld32(image + imageProtocols) + protocol);
}

/**
 * `from` and `to`: the numbers of the traffic. `mark`: originAmbiguous, or 0. Gives the number of the record; 0: TypeScript
 * must be asked.
 */
export function outcomeInTrees(
  lane: u32,
  image: u32,
  source: u32,
  destination: u32,
  from: u32,
  to: u32,
  mark: u32,
): u32 {
  setTraffic(lane, from, to);
  const egress: u32 = egressAnswer(lane, image, source, destination);
  const ingress: u32 = (ingressAnswer(lane, image, source, destination) | mark) >>> 0;
  const first: u32 = placeNumber(image, source);
  return outcomeOfAnswers(lane, egress, 0, 0, ingress, first, placeNumber(image, destination));
}

/** The verdict for a pair, by its number in verdict/verdict.ts. */
export function verdictInTrees(
  lane: u32,
  image: u32,
  source: u32,
  destination: u32,
  from: u32,
  to: u32,
): u32 {
  setTraffic(lane, from, to);
  const egress: u32 = egressAnswer(lane, image, source, destination);
  const ingress: u32 = ingressAnswer(lane, image, source, destination);
  return verdictOf(ld32(lane + laneSayings), egress, 0, 0, ingress);
}

function setTraffic(lane: u32, from: u32, to: u32): void {
  st32(lane + lanePoint + 8, from);
  st32(lane + lanePoint + 12, to);
}

function egressAnswer(lane: u32, image: u32, source: u32, destination: u32): u32 {
  setEnds(lane, source, destination);
  return answer(image, ld32(source + placeEgressEndings), 0, lane + lanePoint);
}

function ingressAnswer(lane: u32, image: u32, source: u32, destination: u32): u32 {
  setEnds(lane, destination, source);
  return answer(image, ld32(destination + placeIngressEndings), 1, lane + lanePoint);
}

function setEnds(lane: u32, own: u32, other: u32): void {
  st32(lane + lanePoint, ld32(own + placeOwn));
  st32(lane + lanePoint + 4, ld32(other + placePosition));
}

/** Walks the stages as reference/evaluate.ts does. 0 where nobody is asked. */
function answer(image: u32, endings: u32, direction: u32, point: u32): u32 {
  if (endings === 0) return 0;
  const stages: u32 = ld32(image + imageTreeStages);
  const roots: u32 = image + ld32(image + imageTreeRoots) + ((direction * stages) << 2);
  const last: u32 = image + endings;
  let stage: u32 = 0;
  while (stage < stages) {
    let says: u32 = find(image, ld32(roots + (stage << 2)), point);
    if (says === 0) says = ld32(last + (stage << 2));
    if (says === 0) stage = stage + 1;
    else if ((says & treePass) === 0) return says;
    else stage = says & (treePass - 1);
  }
  return ld32(last + (stages << 2));
}

/** What the first box around the point says; 0 if there is none. */
function find(image: u32, root: u32, point: u32): u32 {
  const nodes: u32 = image + ld32(image + imageTreeNodes);
  let node: u32 = nodes + (root << treeNodeShift);
  let what: u32 = ld32(node + 4);
  while ((what & treeLeaf) === 0) {
    const value: u32 = ld32(point + ((what & treeDimension) << 2));
    const above: u32 = value < ld32(node) ? 0 : treeNodeBytes;
    node = nodes + ((what >>> treeWhatShift) << treeNodeShift) + above;
    what = ld32(node + 4);
  }
  const first: u32 = ld32(node);
  const count: u32 = what >>> treeWhatShift;
  const boxes: u32 = image + ld32(image + imageTreeBoxes) + (first << treeBoxShift);
  const found: u32 = firstAround(boxes, count, point);
  if (found === count) return 0;
  return ld32(image + ld32(image + imageTreeResults) + ((first + found) << 2));
}
