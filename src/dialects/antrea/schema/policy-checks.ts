import { isObject, itemsOf, type Rule, type Violation } from '../../shared/violation.ts';

/** What Antrea's admission webhook refuses of a policy as a whole (validate.go). */

export interface Place {
  readonly rule: Readonly<Record<string, unknown>>;
  readonly path: readonly (string | number)[];
}

export function rulesOf(
  spec: Readonly<Record<string, unknown>>,
  ...directions: readonly string[]
): readonly Place[] {
  return directions.flatMap((direction) =>
    itemsOf(spec[direction]).flatMap((rule, index) =>
      isObject(rule) ? [{ rule, path: [direction, index] }] : [],
    ),
  );
}

/** Either the policy says to whom it applies, or each of its rules does. */
export const appliedToRule: Rule = (value, report) => {
  if (!isObject(value)) return;
  const rules = rulesOf(value, 'ingress', 'egress');
  const inPolicy = itemsOf(value.appliedTo).length > 0;
  const saying = rules.filter(({ rule }) => itemsOf(rule.appliedTo).length > 0);
  const silent = rules.find(({ rule }) => itemsOf(rule.appliedTo).length === 0);
  if (inPolicy && saying.length > 0) {
    const message = 'Forbidden: appliedTo stands in the policy or in its rules, not in both';
    report({ path: [...saying[0].path, 'appliedTo'], code: 'applied-to-twice', message });
  } else if (!inPolicy && saying.length === 0) {
    const message = 'Required value: appliedTo must be set in the policy or in each of its rules';
    const hint = 'for all pods write appliedTo: [{podSelector: {}}]';
    report({ path: ['appliedTo'], code: 'missing-applied-to', message, hint });
  } else if (!inPolicy && silent !== undefined) {
    const message = 'Required value: one rule says to whom it applies, so every rule must';
    report({ path: [...silent.path, 'appliedTo'], code: 'missing-applied-to', message });
  }
};

/** Names are unique among all rules of a policy; those that are missing are made up. */
export const ruleNamesRule: Rule = (value, report) => {
  if (!isObject(value)) return;
  const seen = new Set<string>();
  for (const { rule, path } of rulesOf(value, 'ingress', 'egress')) {
    const { name } = rule;
    if (typeof name !== 'string' || name === '') continue;
    const message = `Duplicate value: ${JSON.stringify(name)}: rule names must be unique within the policy`;
    if (seen.has(name)) report({ path: [...path, 'name'], code: 'duplicate-rule-name', message });
    seen.add(name);
  }
};

const appliesToService = (appliedTo: unknown): boolean =>
  itemsOf(appliedTo).some((item) => isObject(item) && 'service' in item);

/** A NodePort Service is reached from outside: nothing but ingress, and only from addresses. */
export const nodePortRule: Rule = (value, report) => {
  if (!isObject(value)) return;
  const whole = appliesToService(value.appliedTo);
  if (whole && itemsOf(value.egress).length > 0) {
    const message = 'Forbidden: egress rules cannot be applied to Services';
    report({ path: ['egress'], code: 'applied-to-services', message });
  }
  for (const { rule, path } of rulesOf(value, 'ingress')) {
    if (!whole && !appliesToService(rule.appliedTo)) continue;
    for (const violation of peersBesideBlocks(rule))
      report({ ...violation, path: [...path, ...violation.path] });
  }
};

function peersBesideBlocks(rule: Place['rule']): readonly Violation[] {
  return itemsOf(rule.from).flatMap((peer, at) => {
    if (isObject(peer) && 'ipBlock' in peer && Object.keys(peer).length === 1) return [];
    const message = 'Forbidden: a rule that is applied to Services can only have ipBlock peers';
    return [{ path: ['from', at], code: 'service-peers', message }];
  });
}

/** The baseline tier comes last of all: there is nothing to pass to. */
export const baselinePassRule: Rule = (value, report) => {
  if (!isObject(value) || typeof value.tier !== 'string' || value.tier.toLowerCase() !== 'baseline') return;
  for (const { rule, path } of rulesOf(value, 'ingress', 'egress')) {
    if (rule.action !== 'Pass') continue;
    const message = 'Forbidden: the action Pass cannot be used in the baseline tier';
    report({ path: [...path, 'action'], code: 'baseline-pass', message });
  }
};

export const policyChecks: readonly Rule[] = [appliedToRule, ruleNamesRule, nodePortRule, baselinePassRule];
