/** Option codes of pcapng that this program reads or writes. */
export const OptionCode = {
  end: 0,
  comment: 1,
  userApplication: 4,
  timeResolution: 9,
  timeOffset: 14,
} as const;

/** Meets each option of a block; the value's bytes lie within the block. */
export interface OptionVisitor {
  option(view: DataView, code: number, start: number, length: number): void;
}

export function padded(length: number): number {
  return (length + 3) & ~3;
}

/** Visits the options in [at, end). Gives the offset of one that runs over the end, or -1: all are sound. */
export function walkOptions(
  view: DataView,
  littleEndian: boolean,
  at: number,
  end: number,
  visitor: OptionVisitor,
): number {
  let next = at;
  while (next + 4 <= end) {
    const code = view.getUint16(next, littleEndian);
    const length = view.getUint16(next + 2, littleEndian);
    if (code === OptionCode.end) return -1;
    if (length > end - next - 4) return next;
    visitor.option(view, code, next + 4, length);
    next += 4 + padded(length);
  }
  return -1;
}
