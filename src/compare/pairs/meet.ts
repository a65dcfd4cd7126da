import type { PortRange } from '../../ir/policy.ts';
import type { Segment } from './answer.ts';

export interface Piece extends PortRange {
  readonly first: Segment;
  readonly second: Segment;
}

const silent = { old: 0, new: 0 };

/** Two lines laid over each other. Both cover the same values; an end that says nothing has none. */
export function* meet(
  first: readonly Segment[] | undefined,
  second: readonly Segment[] | undefined,
): Iterable<Piece> {
  const a = first ?? second?.map((segment) => ({ ...segment, ...silent })) ?? [];
  const b = second ?? a.map((segment) => ({ ...segment, ...silent }));
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [from, to] = [Math.max(a[i].from, b[j].from), Math.min(a[i].to, b[j].to)];
    if (from <= to) yield { from, to, first: a[i], second: b[j] };
    if (a[i].to <= b[j].to) i++;
    else j++;
  }
}

/** Neighbours with the same outcomes as one; a gap between them stays. */
export function joined(segments: readonly Segment[]): readonly Segment[] {
  const result: Segment[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    if (last?.old === segment.old && last.new === segment.new && last.to + 1 === segment.from) {
      result[result.length - 1] = { ...last, to: segment.to };
    } else result.push(segment);
  }
  return result;
}
