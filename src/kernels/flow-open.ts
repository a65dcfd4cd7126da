import { directionOf, unrepliedPhase } from './datagram.ts';
import { makeCell } from './displace.ts';
import { addFlow, freeCell, hasSlot } from './flow-add.ts';
import { endFlow } from './flow-end.ts';
import { flowAt } from './flow-find.ts';
import { phaseSynSent, stateLive, tableMayEnd, tableMemo, tablePickup, tableSeed } from './flow-layout.ts';
import { ld32 } from './mem.ts';
import { remember } from './memo.ts';
import { openSctp, sctpOpening } from './sctp-track.ts';
import { segmentData, segmentKind, segmentSyn, segmentSynAck } from './segment.ts';
import { shortHashOf } from './short-hash.ts';
import { openBySyn } from './tcp-open.ts';
import { wordFull, wordInvalid, wordState, wordStop } from './track-word.ts';
import { nobody, victimAtHand, victimNearby } from './victim.ts';

/** Only a SYN opens. What pick-up makes of other segments is for Conntrack. */
export function openTcp(row: u32, table: u32, now: f64): u32 {
  const kind: u32 = segmentKind(row);
  if (kind !== segmentSyn) {
    if (ld32(table + tablePickup) === 0) return wordInvalid;
    if (kind === segmentData) return wordStop;
    return kind === segmentSynAck ? wordStop : wordInvalid;
  }
  const word: u32 = open(row, phaseSynSent, table, now);
  if ((word & wordState) === 0) openBySyn(flowAt(table, word >>> 5), row);
  return word;
}

/** Only INIT and HEARTBEAT open. */
export function openAssociation(row: u32, table: u32, now: f64): u32 {
  const phase: u32 = sctpOpening(row);
  if (phase === 0) return ld32(table + tablePickup) === 0 ? wordInvalid : wordStop;
  const word: u32 = open(row, phase, table, now);
  if ((word & wordState) === 0) openSctp(flowAt(table, word >>> 5), row);
  return word;
}

/** Nothing in a datagram tells an answer from a question, so the first one seen opens. ICMP types do tell. */
export function openDatagram(row: u32, table: u32, now: f64): u32 {
  if (directionOf(row, 0) === 0) return open(row, unrepliedPhase(row), table, now);
  return ld32(table + tablePickup) === 0 ? wordInvalid : wordStop;
}

/** TrackState new; wordFull if nobody may be given up for it. */
function open(row: u32, phase: u32, table: u32, now: f64): u32 {
  let cell: u32 = makeCell(row, table);
  if (cell === 0 || !hasSlot(table)) {
    if (ld32(table + tableMayEnd) === 0) return wordStop;
    const victim: u32 = cell === 0 ? victimNearby(row, table, now) : victimAtHand(table, now);
    if (victim === nobody) return wordFull;
    endFlow(victim, table);
    cell = freeCell(row, table);
  }
  const slot: u32 = addFlow(row, cell, stateLive | phase, table, now);
  noteInMemo(row, slot, table);
  return slot << 5;
}

/** The row has no short hash any more, as the places of its ends stand there. */
function noteInMemo(row: u32, slot: u32, table: u32): void {
  const memo: u32 = ld32(table + tableMemo);
  if (memo === 0) return;
  const key0: u32 = (ld32(table + tableSeed) | 1) >>> 0;
  remember(memo, shortHashOf(row, key0, ld32(table + tableSeed + 4)), slot + 1);
}
