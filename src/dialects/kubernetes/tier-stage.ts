import type { Stage } from '../../ir/policy.ts';
import { compareText, stageOf } from '../shared/lowered.ts';
import type { LoweredTiered } from '../shared/upstream/tiered/index.ts';

/** A tier: by priority, lower first, then by name. It has no ending: it isolates nobody. */
export function tierStage(policies: readonly LoweredTiered[], name: 'Admin' | 'Baseline'): Stage {
  const sorted = policies.filter(({ tier }) => tier === name).sort(byPrecedence);
  return stageOf(name, sorted, { ending: 'none', passTo: name === 'Admin' ? 'NetworkPolicy' : 'end' });
}

/** The kind comes last: an AdminNetworkPolicy and a ClusterNetworkPolicy may share a name. */
export function byPrecedence(a: LoweredTiered, b: LoweredTiered): number {
  if (a.priority !== b.priority) return a.priority < b.priority ? -1 : 1;
  return (
    compareText(a.policy.ref.name, b.policy.ref.name) || compareText(a.policy.ref.kind, b.policy.ref.kind)
  );
}
