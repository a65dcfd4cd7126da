/** Outcomes that were not met before. */
import {
  laneOrigins,
  laneOutcomes,
  laneRecords,
  laneSayings,
  mostRecords,
  originDestination,
  originIsKernel,
  originShift,
  originSource,
  outcomeMixed,
  outcomeShift,
  sayingDefault,
  sayingDenial,
  sayingEgress,
  sayingIngress,
  sayingKind,
  sayingShift,
  sayingVerdict,
} from './lane-layout.ts';
import { ld32, st32 } from './mem.ts';

/**
 * Makes a record of the outcome that follows from the answers of the four sides, in the order in which a connection
 * meets them. TypeScript reads later from its origin what it means. Gives its number; 0 if there are too many.
 */
export function recordOutcome(
  lane: u32,
  k0: u32,
  k1: u32,
  k2: u32,
  k3: u32,
  source: u32,
  destination: u32,
): u32 {
  const number: u32 = ld32(lane + laneRecords);
  if (number >= mostRecords) return 0;
  st32(lane + laneRecords, number + 1);
  const record: u32 = ld32(lane + laneOutcomes) + (number << outcomeShift);
  st32(record + outcomeMixed, mixedOf(ld32(lane + laneSayings), k0, k1, k2, k3));
  const origin: u32 = ld32(lane + laneOrigins) + (number << originShift);
  st32(origin, k0);
  st32(origin + 4, k1);
  st32(origin + 8, k2);
  st32(origin + 12, k3);
  st32(origin + originSource, source);
  st32(origin + originDestination, destination);
  st32(origin + originIsKernel, 1);
  return number;
}

/** As engine/judge.ts combines them: the first that denies decides; else the last with a rule. */
function mixedOf(sayings: u32, k0: u32, k1: u32, k2: u32, k3: u32): u32 {
  const s0: u32 = sayings + (k0 << sayingShift);
  const s1: u32 = sayings + (k1 << sayingShift);
  const s2: u32 = sayings + (k2 << sayingShift);
  const s3: u32 = sayings + (k3 << sayingShift);
  if (ld32(s0 + sayingKind) === sayingDenial) return ld32(s0 + sayingEgress);
  if (ld32(s1 + sayingKind) === sayingDenial) return ld32(s1 + sayingEgress);
  if (ld32(s2 + sayingKind) === sayingDenial) return ld32(s2 + sayingIngress);
  if (ld32(s3 + sayingKind) === sayingDenial) return ld32(s3 + sayingIngress);
  if (ld32(s3 + sayingKind) !== sayingDefault) return ld32(s3 + sayingIngress);
  if (ld32(s2 + sayingKind) !== sayingDefault) return ld32(s2 + sayingIngress);
  if (ld32(s1 + sayingKind) !== sayingDefault) return ld32(s1 + sayingEgress);
  return ld32(s0 + sayingEgress);
}

/** The verdict that follows from the answers: that of the first that denies; 0, to allow, if none does. */
export function verdictOf(sayings: u32, k0: u32, k1: u32, k2: u32, k3: u32): u32 {
  if (isDenial(sayings, k0)) return verdictIn(sayings, k0);
  if (isDenial(sayings, k1)) return verdictIn(sayings, k1);
  if (isDenial(sayings, k2)) return verdictIn(sayings, k2);
  return isDenial(sayings, k3) ? verdictIn(sayings, k3) : 0;
}

function isDenial(sayings: u32, k: u32): boolean {
  return ld32(sayings + (k << sayingShift) + sayingKind) === sayingDenial;
}

function verdictIn(sayings: u32, k: u32): u32 {
  return ld32(sayings + (k << sayingShift) + sayingVerdict);
}
