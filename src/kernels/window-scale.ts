/** The window scale option of a SYN (RFC 7323), as frame/tcp.ts and conntrack/segment.ts read it. */
import { ld8, min32 } from './mem.ts';

const optionWindowScale: u32 = 3;
const maximumShift: u32 = 14;
/** The field for a scale that the capture may have cut. */
const unknownScale: u32 = 16;

/** The scale + 1; 0 where the options in [start, stated) have none; 16 where they have none and the capture cut them. */
export function scaleField(start: u32, stated: u32, captureEnd: u32): u32 {
  const field: u32 = lastScale(start, min32(stated, captureEnd));
  if (field !== 0) return field;
  return captureEnd < stated ? unknownScale : 0;
}

/** The last option counts. Ends at an option that makes no sense, as hosts do. */
function lastScale(start: u32, end: u32): u32 {
  let field: u32 = 0;
  let at: u32 = start;
  while (at < end) {
    const kind: u32 = ld8(at);
    if (kind === 0) return field;
    if (kind === 1) {
      at++;
      continue;
    }
    if (at + 1 === end) return field;
    const length: u32 = ld8(at + 1);
    if (length < 2) return field;
    if (at + length > end) return field;
    if (kind === optionWindowScale) {
      if (length === 3) field = min32(ld8(at + 2), maximumShift) + 1;
    }
    at += length;
  }
  return field;
}
