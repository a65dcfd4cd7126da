import type { Judge } from '../engine/judge.ts';

/** When other policies come into force. */
export type ChangePoint =
  /** Before the packet with this index, from 0. */
  | { readonly at: 'packet'; readonly index: number }
  /** So many microseconds behind the first packet. */
  | { readonly at: 'elapsed'; readonly microseconds: number }
  /** Microseconds since 1970-01-01 UTC. */
  | { readonly at: 'time'; readonly microseconds: number };

export interface PolicyChange {
  readonly point: ChangePoint;
  readonly judge: Judge;
}

/** `#1000`, `+2.5s` (also ms, m, h), or an RFC 3339 time. */
export function parseChangePoint(text: string): ChangePoint | undefined {
  const packet = /^#(\d{1,15})$/.exec(text);
  if (packet !== null) return { at: 'packet', index: Number(packet[1]) };
  const elapsed = /^\+(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h)$/.exec(text);
  if (elapsed !== null) {
    const microseconds = Number(elapsed[1]) * unitMicroseconds[elapsed[2]];
    return { at: 'elapsed', microseconds };
  }
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const milliseconds = isTime ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : { at: 'time', microseconds: milliseconds * 1000 };
}

const unitMicroseconds: Readonly<Record<string, number>> = { ms: 1e3, s: 1e6, m: 60e6, h: 3600e6 };

export function isDue(point: ChangePoint, index: number, now: number, firstTime: number): boolean {
  switch (point.at) {
    case 'packet':
      return index >= point.index;
    case 'elapsed':
      return now - firstTime >= point.microseconds;
    case 'time':
      return now >= point.microseconds;
  }
}
