/** Records of outcomes by the answers that they were made from: a hash that grows with them. */
import {
  keyedProbes,
  laneAnswered,
  laneAnswers,
  laneAnswersMask,
  laneFrom,
  laneOrigins,
  laneRecords,
  mostAnswers,
  originIsKernel,
  originShift,
} from './lane-layout.ts';
import { ld32, min32, st32 } from './mem.ts';
import { keyHash } from './mix.ts';

/** The cell of the answers, or the free one where they belong; 0 if there is neither among those that are looked at. */
export function answersCell(lane: u32, k0: u32, k1: u32, k2: u32, k3: u32): u32 {
  const cells: u32 = ld32(lane + laneAnswers);
  const mask: u32 = ld32(lane + laneAnswersMask);
  const origins: u32 = ld32(lane + laneOrigins);
  let place: u32 = keyHash(k0, k1, k2, k3) & mask;
  for (let probe: u32 = 0; probe < keyedProbes; probe = probe + 1) {
    const cell: u32 = cells + (place << 2);
    const number: u32 = ld32(cell);
    if (number === 0) return cell;
    if (isOrigin(origins + (number << originShift), k0, k1, k2, k3)) return cell;
    place = (place + 1) & mask;
  }
  return 0;
}

/** Whether a record was made from these answers. */
export function isOrigin(origin: u32, k0: u32, k1: u32, k2: u32, k3: u32): boolean {
  if (ld32(origin) !== k0) return false;
  if (ld32(origin + 4) !== k1) return false;
  if (ld32(origin + 8) !== k2) return false;
  return ld32(origin + 12) === k3;
}

/** Enters a new record in the cell where it belongs. */
export function enterAnswers(lane: u32, cell: u32, number: u32): void {
  st32(cell, number);
  const answered: u32 = ld32(lane + laneAnswered) + 1;
  st32(lane + laneAnswered, answered);
  const cells: u32 = ld32(lane + laneAnswersMask) + 1;
  if (answered * 2 < cells) return;
  if (cells < mostAnswers) grow(lane, min32(cells << 3, mostAnswers));
}

/** What finds no cell again is recorded twice, as two records may well mean the same. */
function grow(lane: u32, cells: u32): void {
  const start: u32 = ld32(lane + laneAnswers);
  const end: u32 = start + (cells << 2);
  for (let cell: u32 = start; cell < end; cell = cell + 4) st32(cell, 0);
  st32(lane + laneAnswersMask, cells - 1);
  const records: u32 = ld32(lane + laneRecords);
  for (let number: u32 = ld32(lane + laneFrom); number < records; number = number + 1) {
    const origin: u32 = ld32(lane + laneOrigins) + (number << originShift);
    if (ld32(origin + originIsKernel) === 0) continue;
    const cell: u32 = answersCell(lane, ld32(origin), ld32(origin + 4), ld32(origin + 8), ld32(origin + 12));
    if (cell !== 0) st32(cell, number);
  }
}
