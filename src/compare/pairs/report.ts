import { type DecidedBy, describeDecider } from '../../engine/decided-by.ts';
import type { Family } from '../../net/address.ts';
import type { FlowVerdict } from '../../verdict/verdict.ts';
import type { PairRow } from './collect.ts';
import type { PairChanges } from './compare.ts';
import type { Outcome } from './outcome.ts';
import { endpointNames } from './outside-text.ts';
import type { TrafficItem } from './region.ts';

/** `tierwall.diff/v1` in mode `pairs`. */
export interface PairReport {
  readonly schema: 'tierwall.diff/v1';
  readonly mode: 'pairs';
  readonly pairs: number;
  readonly changedPairs: number;
  /** Rules for some requests differ: connections are compared, requests are not. */
  readonly requestRulesDiffer: boolean;
  readonly changes: readonly PairChange[];
}

/** One row: every endpoint of `from` with every other one of `to`. */
export interface PairChange {
  readonly from: readonly string[];
  /** `["itself"]`: each endpoint of `from` with itself. */
  readonly to: readonly string[];
  readonly pairs: number;
  readonly traffic: { readonly text: string; readonly items: readonly TrafficItem[] };
  /** Only over this family, though both ends have both. */
  readonly family?: Family;
  readonly old: PairDecision;
  readonly new: PairDecision;
}

export interface PairDecision {
  readonly verdict: FlowVerdict;
  /** Only some requests are allowed. */
  readonly dependsOnRequest?: true;
  readonly decidedBy: DecidedBy;
}

export function pairReport({ rows, pairs, changedPairs, requestRulesDiffer }: PairChanges): PairReport {
  const changes = rows.map(pairChange);
  return { schema: 'tierwall.diff/v1', mode: 'pairs', pairs, changedPairs, requestRulesDiffer, changes };
}

export function pairChange({ from, to, pairs, change }: PairRow): PairChange {
  return {
    from: endpointNames(from),
    to: to === 'itself' ? [to] : endpointNames(to),
    pairs,
    traffic: { text: change.text, items: change.traffic },
    ...(change.family !== undefined && { family: change.family }),
    old: decision(change.old),
    new: decision(change.new),
  };
}

function decision({ verdict, decider, decidedAt, dependsOnRequest }: Outcome): PairDecision {
  return {
    verdict,
    ...(dependsOnRequest && { dependsOnRequest }),
    decidedBy: describeDecider(decider, decidedAt),
  };
}
