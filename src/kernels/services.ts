/** Connections to services: policies see them behind the translation to a backend, and a capture may be from before. */
import {
  backendBytes,
  backendPlace,
  backendPort,
  flagFrontend,
  flagSpecial,
  frontendBackends,
  frontendBytes,
  frontendPlace,
  frontendWhat,
  imageFrontends,
  imageFrontendsMask,
  imagePlaces,
  imageProtocols,
  placeFlags,
  placeShift,
} from './image-layout.ts';
import { originAmbiguous } from './lane-layout.ts';
import { rowKind, rowPorts } from './layout.ts';
import { ld8, ld32, mul32 } from './mem.ts';
import { mixWord } from './mix.ts';
import { areInTables, outcomeInTables, placeNumber, trafficOfPorts, verdictInTables } from './tables.ts';
import { hasTrees, outcomeInTrees, treeSource, verdictInTrees } from './trees.ts';

/**
 * The outcome of a connection, of a protocol with ports, to a service, of which nobody knows to which backend it went, so
 * that all are asked. 0: the image does not answer for one of them, and TypeScript must be asked.
 */
export function outcomeOfService(image: u32, lane: u32, source: u32, destination: u32, row: u32): u32 {
  if (ld32(image + imageFrontends) === 0) return 0;
  if ((ld32(destination + placeFlags) & flagFrontend) === 0) return 0;
  if ((ld32(source + placeFlags) & flagSpecial) !== 0) return 0;
  const protocol: u32 = ld32(row + rowKind) & 255;
  const what: u32 = (protocol << 16) | (ld32(row + rowPorts) & 0xffff);
  const backends: u32 = backendsOf(image, placeNumber(image, destination), what);
  return backends === 0 ? 0 : outcomeOfAll(image, lane, source, backends, row);
}

/** The list of the service port at this place; 0 if there is none. */
function backendsOf(image: u32, place: u32, what: u32): u32 {
  const cells: u32 = image + ld32(image + imageFrontends);
  const mask: u32 = ld32(image + imageFrontendsMask);
  let number: u32 = frontendHash(place, what) & mask;
  let cell: u32 = cells + mul32(number, frontendBytes);
  while (ld32(cell + frontendBackends) !== 0) {
    if (ld32(cell + frontendWhat) === what) {
      if (ld32(cell + frontendPlace) === place) return image + ld32(cell + frontendBackends);
    }
    number = (number + 1) & mask;
    cell = cells + mul32(number, frontendBytes);
  }
  return 0;
}

export function frontendHash(place: u32, what: u32): u32 {
  return mixWord(mixWord(place) ^ what);
}

/**
 * Of the connection that a row opens. As engine/service.ts: the first verdict that is not to allow stands, and it is ambiguous
 * if there are others. There is a record of what stands only, as nothing ever counts at another.
 */
function outcomeOfAll(image: u32, lane: u32, source: u32, backends: u32, row: u32): u32 {
  const first: u32 = backends + 4;
  const end: u32 = first + mul32(ld32(backends), backendBytes);
  let strictest: u32 = 0;
  let verdicts: u32 = 0;
  for (let at: u32 = first; at < end; at += backendBytes) {
    if (areInTables(image, source, placeAt(image, at)) === 0) return 0;
    const verdict: u32 = verdictAt(image, lane, source, at, row);
    verdicts |= 1 << verdict;
    if (verdict !== 0 && strictest === 0) strictest = at;
  }
  const chosen: u32 = strictest === 0 ? first : strictest;
  const mark: u32 = (verdicts & (verdicts - 1)) === 0 ? 0 : originAmbiguous;
  return outcomeAt(image, lane, source, chosen, row, mark);
}

/** Of the connection to the backend that a list has at `at`. */
function verdictAt(image: u32, lane: u32, source: u32, at: u32, row: u32): u32 {
  const backend: u32 = placeAt(image, at);
  if (!hasTrees(image)) return verdictInTables(lane, image, source, backend, trafficAt(image, at, row));
  return verdictInTrees(lane, image, source, backend, treeSource(image, row), ld32(at + backendPort));
}

function outcomeAt(image: u32, lane: u32, source: u32, at: u32, row: u32, mark: u32): u32 {
  const backend: u32 = placeAt(image, at);
  if (!hasTrees(image)) return outcomeInTables(lane, image, source, backend, trafficAt(image, at, row), mark);
  const from: u32 = treeSource(image, row);
  return outcomeInTrees(lane, image, source, backend, from, ld32(at + backendPort), mark);
}

function placeAt(image: u32, at: u32): u32 {
  return image + ld32(image + imagePlaces) + (ld32(at + backendPlace) << placeShift);
}

function trafficAt(image: u32, at: u32, row: u32): u32 {
  const index: u32 = ld8(image + ld32(image + imageProtocols) + (ld32(row + rowKind) & 255));
  const ports: u32 = (ld32(row + rowPorts) & 0xffff0000) | ld32(at + backendPort);
  return trafficOfPorts(image, index, ports >>> 0);
}
