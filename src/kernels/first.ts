import { firstBytes, firstDetails, firstIndex, firstNanoseconds, firstSeconds } from './first-layout.ts';
import {
  exactTimeBytes,
  exactTimes,
  farTime,
  rowBytes,
  rowFlags,
  rowKind,
  rowLinkType,
  rowTime,
  rowWindow,
} from './layout.ts';
import { floor64, ld32, ldf64, st32, stf64, toF64 } from './mem.ts';

const slotShift: u32 = 5;
const protocolTcp: u32 = 6;
const protocolIcmp: u32 = 1;
const protocolIcmpv6: u32 = 58;

/**
 * Notes the first packets of the flows that open in the rows `from` to `to` (exclusive). `tracked` is what the track
 * kernel wrote; `index` is that of row 0 in the replay.
 */
export function noteFirst(rows: u32, from: u32, to: u32, tracked: u32, first: u32, index: f64): void {
  for (let i: u32 = from; i < to; i = i + 1) {
    const word: u32 = ld32(tracked + (i << 2));
    if ((word & 7) !== 0) continue;
    const row: u32 = rows + i * rowBytes;
    const at: u32 = first + (word >>> slotShift) * firstBytes;
    const count: f64 = toF64(i);
    stf64(at + firstIndex, index + count);
    st32(at + firstDetails, detailsOf(row));
    noteTime(row, rows + exactTimes + i * exactTimeBytes, at);
  }
}

/** `exact`: where the time stands if it is far. */
function noteTime(row: u32, exact: u32, at: u32): void {
  const time: f64 = ldf64(row + rowTime);
  if (time >= farTime || time <= -farTime) {
    stf64(at + firstSeconds, ldf64(exact));
    stf64(at + firstNanoseconds, ldf64(exact + 8));
    return;
  }
  const seconds: f64 = floor64(time / 1000000);
  const rest: f64 = toF64(ld32(row + rowLinkType) >>> 16);
  stf64(at + firstSeconds, seconds);
  stf64(at + firstNanoseconds, (time - seconds * 1000000) * 1000 + rest);
}

function detailsOf(row: u32): u32 {
  const protocol: u32 = ld32(row + rowKind) & 255;
  if (protocol === protocolTcp) return ld32(row + rowFlags) & 255;
  if (protocol !== protocolIcmp) {
    if (protocol !== protocolIcmpv6) return 0;
  }
  return ((ld32(row + rowWindow) & 0xffff) + 1) << 8;
}
