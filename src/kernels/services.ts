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
  placeFlags,
  placeShift,
} from './image-layout.ts';
import { originAmbiguous } from './lane-layout.ts';
import { rowKind, rowPorts } from './layout.ts';
import { ld32, mul32 } from './mem.ts';
import { mixWord } from './mix.ts';
import { areInTables, outcomeInTables, placeNumber, trafficOfPorts, verdictInTables } from './tables.ts';

/**
 * `index`: what imageProtocols has of the protocol, which is one with ports. The outcome of a connection to a service, of
 * which nobody knows to which backend it went, so that all are asked. 0: the tables do not answer for one of them, and
 * TypeScript must be asked.
 */
export function outcomeOfService(
  image: u32,
  lane: u32,
  source: u32,
  destination: u32,
  row: u32,
  index: u32,
): u32 {
  if (ld32(image + imageFrontends) === 0) return 0;
  if ((ld32(destination + placeFlags) & flagFrontend) === 0) return 0;
  if ((ld32(source + placeFlags) & flagSpecial) !== 0) return 0;
  const protocol: u32 = ld32(row + rowKind) & 255;
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
 * there are others. There is a record of what stands only, as nothing ever counts at another.
 */
function outcomeOfAll(image: u32, lane: u32, source: u32, backends: u32, index: u32, from: u32): u32 {
  const first: u32 = backends + 4;
  const end: u32 = first + mul32(ld32(backends), backendBytes);
  let strictest: u32 = 0;
  let verdicts: u32 = 0;
  for (let at: u32 = first; at < end; at += backendBytes) {
    const backend: u32 = placeAt(image, at);
    if (areInTables(image, source, backend) === 0) return 0;
    const traffic: u32 = trafficAt(image, at, index, from);
    const verdict: u32 = verdictInTables(lane, image, source, backend, traffic);
    verdicts |= 1 << verdict;
    if (verdict !== 0 && strictest === 0) strictest = at;
  }
  const chosen: u32 = strictest === 0 ? first : strictest;
  const mark: u32 = (verdicts & (verdicts - 1)) === 0 ? 0 : originAmbiguous;
  const traffic: u32 = trafficAt(image, chosen, index, from);
  return outcomeInTables(lane, image, source, placeAt(image, chosen), traffic, mark);
}

/** Of what a list has at `at`. */
function placeAt(image: u32, at: u32): u32 {
  return image + ld32(image + imagePlaces) + (ld32(at + backendPlace) << placeShift);
}

function trafficAt(image: u32, at: u32, index: u32, from: u32): u32 {
  return trafficOfPorts(image, index, (from | ld32(at + backendPort)) >>> 0);
}
