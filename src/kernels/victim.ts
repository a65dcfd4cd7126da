/** Whom a full table gives up (conntrack/victim.ts). */
import { bucketAt, flowAt } from './flow-find.ts';
import {
  bucketCells,
  flowLast,
  flowState,
  handChoice,
  handReach,
  phaseClosed,
  phaseGeneric,
  phaseIcmp,
  phaseOneSided,
  phaseSctpClosed,
  phaseSctpCookieEchoed,
  phaseSctpCookieWait,
  phaseSctpHeartbeatSent,
  phaseSynReceived,
  phaseSynSent,
  phaseTimeWait,
  phaseUdp,
  stateLive,
  statePhase,
  tableHand,
  tableUsed,
} from './flow-layout.ts';
import { rowHash, rowHash2 } from './layout.ts';
import { ld32, ldf64, st32 } from './mem.ts';
import { isExpired } from './sweep.ts';

/** In place of a slot. */
export const nobody: u32 = 0xffffffff;

const cellsBytes: u32 = bucketCells * 4;
/** Phases as bits. */
const opening: u32 =
  (1 << phaseSynSent) |
  (1 << phaseSynReceived) |
  (1 << phaseOneSided) |
  (1 << phaseUdp) |
  (1 << phaseIcmp) |
  (1 << phaseSctpCookieWait) |
  (1 << phaseSctpCookieEchoed) |
  (1 << phaseSctpHeartbeatSent) |
  (1 << phaseGeneric);
const over: u32 = (1 << phaseTimeWait) | (1 << phaseClosed) | (1 << phaseSctpClosed);

/** Among the rows behind the hand, which it moves; `nobody` if none may go. */
export function victimAtHand(table: u32, now: f64): u32 {
  const used: u32 = ld32(table + tableUsed);
  let slot: u32 = ld32(table + tableHand);
  let best: u32 = nobody;
  let bestRank: u32 = 0;
  let choice: u32 = 0;
  for (let n: u32 = 0; n < handReach; n++) {
    slot = slot + 1 < used ? slot + 1 : 0;
    const rank: u32 = rankOf(flowAt(table, slot), table, now);
    if (rank === 0) continue;
    if (isBetter(slot, rank, best, bestRank, table)) {
      best = slot;
      bestRank = rank;
    }
    choice++;
    if (choice === handChoice) break;
  }
  st32(table + tableHand, best === nobody ? slot : best);
  return best;
}

/** Among the sixteen that stand where the row's key may stand; `nobody` if none may go. */
export function victimNearby(row: u32, table: u32, now: f64): u32 {
  let best: u32 = nobody;
  let bestRank: u32 = 0;
  for (let n: u32 = 0; n < 2 * bucketCells; n++) {
    const bucket: u32 = bucketAt(table, ld32(row + (n < bucketCells ? rowHash : rowHash2)));
    const slot: u32 = (ld32(bucket + cellsBytes + ((n % bucketCells) << 2)) - 1) >>> 0;
    if (slot === nobody) continue;
    const rank: u32 = rankOf(flowAt(table, slot), table, now);
    if (!isBetter(slot, rank, best, bestRank, table)) continue;
    best = slot;
    bestRank = rank;
  }
  return best;
}

function rankOf(flow: u32, table: u32, now: f64): u32 {
  const state: u32 = ld32(flow + flowState);
  if ((state & stateLive) === 0) return 0;
  const phase: u32 = state & statePhase;
  if (isExpired(flow, phase, table, now)) return 3;
  if (((opening >>> phase) & 1) !== 0) return 2;
  return (over >>> phase) & 1;
}

/** A higher rank, or the same and older. */
function isBetter(slot: u32, rank: u32, best: u32, bestRank: u32, table: u32): boolean {
  if (rank !== bestRank) return rank > bestRank;
  if (rank === 0) return false;
  return ldf64(flowAt(table, slot) + flowLast) < ldf64(flowAt(table, best) + flowLast);
}
