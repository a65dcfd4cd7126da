/** What the tables of an image answer. */
import { answersCell, enterAnswers } from './answered.ts';
import {
  flagFrontend,
  flagHost,
  flagNamed,
  flagOwn,
  flagSpecial,
  imageCells,
  imageClasses,
  imageDestinationCount,
  imageDestinations,
  imageIcmp,
  imageIcmp6,
  imageNodeMatters,
  imageOthers,
  imageOwnEgress,
  imageOwnIngress,
  imagePlaces,
  imageProtocols,
  imageRows,
  imageSourceCount,
  imageSources,
  imageTables,
  imageWideRows,
  placeClass,
  placeEgress,
  placeFlags,
  placeForwardedEgress,
  placeForwardedIngress,
  placeHousehold,
  placeIngress,
  placeNode,
  placeShift,
  protocolIcmp,
  protocolOther,
} from './image-layout.ts';
import { laneSayings } from './lane-layout.ts';
import { rowPorts, rowWindow } from './layout.ts';
import { ld8, ld16, ld32, min32 } from './mem.ts';
import { recordOutcome, verdictOf } from './outcome-record.ts';

/** 1: tables, or trees, do not answer for this pair. */
export function isBeyond(image: u32, source: u32, destination: u32, ends: u32): u32 {
  if ((ends & flagSpecial) !== 0) return 1;
  if ((ld32(destination + placeFlags) & flagFrontend) !== 0) return 1;
  const household: u32 = ld32(source + placeHousehold);
  if (household !== 0) {
    if (household === ld32(destination + placeHousehold)) return 1;
  }
  const node: u32 = ld32(source + placeNode);
  if (node === 0) return 0;
  if (node !== ld32(destination + placeNode)) return 0;
  return (ends & flagHost) | ld32(image + imageNodeMatters);
}

/** 1: tables, or trees, answer for this pair, whatever names its ends may get. */
export function areInTables(image: u32, source: u32, destination: u32): u32 {
  const ends: u32 = ld32(source + placeFlags) | ld32(destination + placeFlags);
  if ((ends & flagNamed) !== 0) return 0;
  return 1 - min32(isBeyond(image, source, destination, ends), 1);
}

/** `mark`: originAmbiguous, or 0. Gives the number of the record; 0: TypeScript must be asked. */
export function outcomeInTables(
  lane: u32,
  image: u32,
  source: u32,
  destination: u32,
  traffic: u32,
  mark: u32,
): u32 {
  const from: u32 = ld32(source + placeClass);
  const to: u32 = ld32(destination + placeClass);
  const k0: u32 = answer(image, ld32(source + placeEgress), to, traffic);
  const k1: u32 = answer(image, ld32(source + placeForwardedEgress), to, traffic);
  const k2: u32 = answer(image, ld32(destination + placeForwardedIngress), from, traffic);
  const k3: u32 = (answer(image, ld32(destination + placeIngress), from, traffic) | mark) >>> 0;
  return outcomeOfAnswers(lane, k0, k1, k2, k3, placeNumber(image, source), placeNumber(image, destination));
}

/** The outcome of a connection with ports of a place with itself; 0: TypeScript must be asked. */
export function outcomeOfOwn(lane: u32, image: u32, place: u32): u32 {
  if ((ld32(place + placeFlags) & flagOwn) === 0) return 0;
  const number: u32 = placeNumber(image, place);
  return outcomeOfAnswers(
    lane,
    ld32(image + imageOwnEgress),
    0,
    0,
    ld32(image + imageOwnIngress),
    number,
    number,
  );
}

/** The record of what follows from answers, which is made if there is none; 0: there is no room for it. */
export function outcomeOfAnswers(
  lane: u32,
  k0: u32,
  k1: u32,
  k2: u32,
  k3: u32,
  source: u32,
  destination: u32,
): u32 {
  const cell: u32 = answersCell(lane, k0, k1, k2, k3);
  if (cell === 0) return 0;
  const known: u32 = ld32(cell);
  if (known !== 0) return known;
  const outcome: u32 = recordOutcome(lane, k0, k1, k2, k3, source, destination);
  if (outcome !== 0) enterAnswers(lane, cell, outcome);
  return outcome;
}

export function placeNumber(image: u32, place: u32): u32 {
  return (place - image - ld32(image + imagePlaces)) >>> placeShift;
}

/** The verdict for a pair, by its number in verdict/verdict.ts. */
export function verdictInTables(lane: u32, image: u32, source: u32, destination: u32, traffic: u32): u32 {
  const from: u32 = ld32(source + placeClass);
  const to: u32 = ld32(destination + placeClass);
  const k0: u32 = answer(image, ld32(source + placeEgress), to, traffic);
  const k1: u32 = answer(image, ld32(source + placeForwardedEgress), to, traffic);
  const k2: u32 = answer(image, ld32(destination + placeForwardedIngress), from, traffic);
  const k3: u32 = answer(image, ld32(destination + placeIngress), from, traffic);
  return verdictOf(ld32(lane + laneSayings), k0, k1, k2, k3);
}

/** What a table answers about a class of peers and a traffic class; 0 for nobody's table. */
export function answer(image: u32, table: u32, peer: u32, traffic: u32): u32 {
  return table === 0 ? 0 : answerOf(image, rowOf(image, table, peer), traffic);
}

/** What the row of a class of peers says of a traffic class. */
export function answerOf(image: u32, row: u32, traffic: u32): u32 {
  return ld32(image + ld32(row) + (ld16(image + ld32(row + 4) + traffic * 2) << 2));
}

/** Where the row of a class of peers in a table stands. */
export function rowOf(image: u32, table: u32, peer: u32): u32 {
  return image + ld32(image + imageRows) + (rowNumber(image, table, peer) << 3);
}

function rowNumber(image: u32, table: u32, peer: u32): u32 {
  const cell: u32 = table * ld32(image + imageClasses) + peer;
  const tables: u32 = image + ld32(image + imageTables);
  return ld32(image + imageWideRows) === 0 ? ld16(tables + cell * 2) : ld32(tables + cell * 4);
}

export function trafficClass(image: u32, row: u32, protocol: u32): u32 {
  const index: u32 = ld8(image + ld32(image + imageProtocols) + protocol);
  if (index < protocolIcmp) return trafficOfPorts(image, index, ld32(row + rowPorts));
  if (index === protocolOther) return ld16(image + ld32(image + imageOthers) + protocol * 2);
  const types: u32 = ld32(image + (index === protocolIcmp ? imageIcmp : imageIcmp6));
  return ld16(image + types + (ld32(row + rowWindow) & 0xffff) * 2);
}

/** `index`: what imageProtocols has of the protocol, which is one with ports. `ports`: source << 16 | destination. */
export function trafficOfPorts(image: u32, index: u32, ports: u32): u32 {
  const sources: u32 = ld32(image + imageSources);
  const from: u32 = sources === 0 ? 0 : ld16(image + sources + (ports >>> 16) * 2);
  const to: u32 = ld16(image + ld32(image + imageDestinations) + (ports & 0xffff) * 2);
  const cell: u32 =
    (index * ld32(image + imageSourceCount) + from) * ld32(image + imageDestinationCount) + to;
  return ld16(image + ld32(image + imageCells) + cell * 2);
}
