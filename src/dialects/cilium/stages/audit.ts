import type { Rule, Stage } from '../../../ir/policy.ts';

/**
 * Audit mode: what would be dropped is allowed on the spot, so that no rule for requests gets to see it either. The
 * proxies know nothing of the mode and go on refusing requests.
 */
export function audited(stage: Stage): Stage {
  const { ingress, egress } = stage.rules;
  const ending = stage.ending === 'deny' ? 'none' : stage.ending;
  return { ...stage, ending, rules: { ingress: ingress.map(noted), egress: egress.map(noted) } };
}

function noted(rule: Rule): Rule {
  return rule.action === 'deny' ? { ...rule, action: 'accept', name: 'policyAuditMode' } : rule;
}
