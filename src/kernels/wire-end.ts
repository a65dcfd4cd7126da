import { rowCaptured, rowDataAt, rowOriginal } from './layout.ts';
import { ld32, min32 } from './mem.ts';

const longestPacket: u32 = 0x7fffffff;

/** Address where the frame of a row would end. As in resetFrame: a record that says it was shorter than its bytes lies. */
export function wireEndOf(row: u32): u32 {
  const captured: u32 = ld32(row + rowCaptured);
  const original: u32 = ld32(row + rowOriginal);
  return ld32(row + rowDataAt) + (original > captured ? min32(original, longestPacket) : captured);
}
