import { builtinSource } from '../../../diagnostics/source.ts';
import { all, and, anyOf, type Expression, or } from '../../../ir/expression.ts';
import { type Direction, directions, type Stage } from '../../../ir/policy.ts';
import { builtinPolicy } from '../../shared/builtin.ts';
import { type LoweredPolicy, rulesOf } from '../../shared/lowered.ts';
import type { Context } from '../context.ts';
import { hosts, localHost, ofCluster, pods } from '../identity/places.ts';

const tier = 'Default';

/** Whoever has lost the default of being allowed everything, by direction. */
export function isolation(
  policies: readonly LoweredPolicy[],
  context: Context,
): Readonly<Record<Direction, Expression>> {
  const of = (direction: Direction) =>
    anyOf([
      everyone(context),
      ...distinct(policies.filter(({ policy }) => policy.governs.includes(direction))),
    ]);
  return { ingress: of('ingress'), egress: of('egress') };
}

/** In mode `always` every endpoint, and with the host firewall every node. */
function everyone({ options, cluster }: Context): Expression {
  if (options.policyEnforcementMode !== 'always') return { op: 'none' };
  return and(ofCluster(cluster), options.hostFirewall === 'true' ? or(pods, hosts) : pods);
}

/** Many policies select the same pods, and the expression is asked often. */
function distinct(policies: readonly LoweredPolicy[]): readonly Expression[] {
  return [
    ...new Map(policies.map(({ policy }) => [JSON.stringify(policy.subject), policy.subject])).values(),
  ];
}

/** The last stage, behind Baseline: the denial of the rest for whom something isolates. */
export function defaultStage(policies: readonly LoweredPolicy[], context: Context): Stage {
  const all = [...always(context), ...local(policies, context), ...isolating(policies)];
  return {
    name: tier,
    policies: all.map(({ policy }) => policy),
    rules: { ingress: rulesOf(all, 'ingress'), egress: rulesOf(all, 'egress') },
    ending: 'deny',
    passTo: 'end',
  };
}

/** The rules of the policies stand in their own stage. */
function isolating(policies: readonly LoweredPolicy[]): readonly LoweredPolicy[] {
  return policies
    .filter(({ policy }) => policy.governs.length > 0)
    .map((lowered) => ({ ...lowered, rules: { ingress: [], egress: [] } }));
}

function always(context: Context): readonly LoweredPolicy[] {
  const subject = everyone(context);
  if (subject.op === 'none') return [];
  const setting = { name: 'policyEnforcementMode', value: 'always' };
  const lowered = builtinPolicy(tier, setting, subject, []);
  return [{ ...lowered, policy: { ...lowered.policy, governs: directions } }];
}

/** Ingress from the pod's own node. In mode `always` it takes a rule for ingress since 1.20 (issue 48444). */
function local(policies: readonly LoweredPolicy[], context: Context): readonly LoweredPolicy[] {
  const { options, release, cluster } = context;
  const { allowLocalhost: value } = options;
  if (value === 'policy') return [];
  const always = options.policyEnforcementMode === 'always';
  const chosen = policies.filter(
    ({ policy, rules }) => policy.governs.includes('ingress') || (always && rules.ingress.length > 0),
  );
  const whom = always && !release.since20 ? all : anyOf(distinct(chosen));
  const subject = and(pods, ofCluster(cluster), whom);
  if (subject.op === 'none') return [];
  const source = builtinSource(`engine-option:allowLocalhost=${value}`);
  const remote = [{ entity: localHost(cluster), source }];
  return [
    builtinPolicy(tier, { name: 'allowLocalhost', value }, subject, [
      { direction: 'ingress', action: 'accept', remote },
    ]),
  ];
}
