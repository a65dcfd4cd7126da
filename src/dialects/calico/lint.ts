import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Rule } from '../../ir/policy.ts';
import { lint as lintPods } from '../shared/lint/index.ts';
import type { LoweredPolicy } from '../shared/lowered.ts';
import type { TierPolicy } from './lower/policy.ts';

/** The shared warnings, as far as they hold here: a selector that means no pod may mean hosts or network sets. */
export function lint(policies: readonly TierPolicy[], inventory: Inventory): readonly Diagnostic[] {
  const ofPods = policies.filter(({ hook, hosts }) => hook === 'normal' && hosts.length === 0);
  return lintPods(
    ofPods.map(({ lowered }) => withoutFixedPeers(lowered)),
    inventory,
  );
}

function withoutFixedPeers(lowered: LoweredPolicy): LoweredPolicy {
  const strip = (rule: Rule): Rule => {
    const isFixed = rule.remote?.some(({ entity }) => entity === undefined) ?? false;
    const { remote: _remote, ...rest } = rule;
    return isFixed ? rest : rule;
  };
  const { ingress, egress } = lowered.rules;
  return { ...lowered, rules: { ingress: ingress.map(strip), egress: egress.map(strip) } };
}
