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
  protocolIcmp,
} from './image-layout.ts';
import { laneOutcomes, originAmbiguous, outcomeShift, outcomeVerdict } from './lane-layout.ts';
import { rowKind, rowPorts } from './layout.ts';
import { ld8, ld32, mul32 } from './mem.ts';
import { mixWord } from './places.ts';
import { areInTables, outcomeInTables, placeNumber, trafficOfPorts } from './tables.ts';

/**
 * The outcome of a connection to a service, of which nobody knows to which backend it went, so that all are asked. 0: the
 * tables do not answer for one of them, and TypeScript must be asked.
 */
export function outcomeOfService(image: u32, lane: u32, source: u32, destination: u32, row: u32): u32 {
  if (ld32(image + imageFrontends) === 0) return 0;
  if ((ld32(destination + placeFlags) & flagFrontend) === 0) return 0;
  if ((ld32(source + placeFlags) & flagSpecial) !== 0) return 0;
  const protocol: u32 = ld32(row + rowKind) & 255;
  const index: u32 = ld8(image + ld32(image + imageProtocols) + protocol);
  if (index >= protocolIcmp) return 0;
  const ports: u32 = ld32(row + rowPorts);
  const backends: u32 = backendsOf(
    image,
    placeNumber(image, destination),
    (protocol << 16) | (ports & 0xffff),
  );
  return backends === 0 ? 0 : outcomeOfAll(image, lane, source, backends, index, ports & 0xffff0000);
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
 * `from`: the source port << 16. As engine/service.ts: the first verdict that is not to allow stands, and it is ambiguous if
 * there are others.
 */
function outcomeOfAll(image: u32, lane: u32, source: u32, backends: u32, index: u32, from: u32): u32 {
  const places: u32 = image + ld32(image + imagePlaces);
  const records: u32 = ld32(lane + laneOutcomes);
  const end: u32 = backends + 4 + mul32(ld32(backends), backendBytes);
  let first: u32 = 0;
  let strictest: u32 = 0;
  let verdicts: u32 = 0;
  for (let at: u32 = backends + 4; at < end; at += backendBytes) {
    const outcome: u32 = outcomeOfBackend(image, lane, source, places, at, index, from, 0);
    if (outcome === 0) return 0;
    const verdict: u32 = verdictOf(records, outcome);
    verdicts |= 1 << verdict;
    if (first === 0) first = outcome;
    if (verdict !== 0 && strictest === 0) strictest = at;
  }
  if (strictest === 0) return first;
  const isAmbiguous: boolean = (verdicts & (verdicts - 1)) !== 0;
  return outcomeOfBackend(
    image,
    lane,
    source,
    places,
    strictest,
    index,
    from,
    isAmbiguous ? originAmbiguous : 0,
  );
}

/** Of what the list has at `at`. */
function outcomeOfBackend(
  image: u32,
  lane: u32,
  source: u32,
  places: u32,
  at: u32,
  index: u32,
  from: u32,
  mark: u32,
): u32 {
  const backend: u32 = places + (ld32(at + backendPlace) << placeShift);
  if (areInTables(image, source, backend) === 0) return 0;
  const traffic: u32 = trafficOfPorts(image, index, (from | ld32(at + backendPort)) >>> 0);
  return outcomeInTables(lane, image, source, backend, traffic, mark);
}

function verdictOf(records: u32, outcome: u32): u32 {
  return ld32(records + (outcome << outcomeShift) + outcomeVerdict);
}
