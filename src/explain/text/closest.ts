import { distance } from '../mismatches.ts';
import type { WhyPolicy, WhyRule } from '../report.ts';

/** Behind everything that was asked. */
const unasked = 1e6;

/** Those that came closest to matching, in the order in which they are written. */
export function closest<T>(items: readonly T[], most: number, distanceOf: (item: T) => number): readonly T[] {
  if (items.length <= most) return items;
  const kept = new Set([...items].sort((a, b) => distanceOf(a) - distanceOf(b)).slice(0, most));
  return items.filter((item) => kept.has(item));
}

/** 0: it matches. */
export function ruleDistance({ outcome, failsOn }: WhyRule): number {
  return outcome === 'not-reached' ? unasked : distance(failsOn);
}

export function policyDistance({ rules }: WhyPolicy): number {
  return Math.min(unasked, ...rules.map(ruleDistance));
}
