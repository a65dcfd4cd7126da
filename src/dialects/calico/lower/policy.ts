import { type Expression, none, or } from '../../../ir/expression.ts';
import type { Direction, Policy } from '../../../ir/policy.ts';
import type { PolicyObject } from '../../shared/kind.ts';
import type { LoweredPolicy } from '../../shared/lowered.ts';
import type { ProtectedNode } from '../facts/host-endpoints.ts';
import { isWildcard } from '../facts/protected-nodes.ts';
import { podsOf } from '../selector/pods.ts';
import { type Selector, satisfies } from '../selector/selector.ts';
import type { PolicySpec } from '../types.ts';
import type { Context } from './context.ts';
import { wholeHosts } from './hosts.ts';
import { lowerRule } from './rule.ts';
import { subjectSelector } from './subject.ts';

/** When a policy is asked: before connection tracking, before address translation, or in the ordinary place. */
export type Hook = 'untracked' | 'pre-dnat' | 'normal';

/** A policy in its tier. */
export interface TierPolicy {
  readonly tier: string;
  /** Infinite where the object has none: after all that have one. */
  readonly order: number;
  readonly kind: string;
  readonly hook: Hook;
  readonly onForward: boolean;
  /** Whom of the pods it selects. */
  readonly pods: Expression;
  /** Which host endpoints it selects. */
  readonly hosts: readonly ProtectedNode[];
  readonly lowered: LoweredPolicy;
}

export function lowerPolicy(
  object: PolicyObject<PolicySpec>,
  context: Context,
  kind = object.kind,
): TierPolicy {
  const { spec, namespace, name, manifest } = object;
  const hook = hookOf(spec);
  const selector = subjectSelector(spec, namespace);
  const pods = hook === 'normal' ? podsOf(selector, context.inventory.cluster) : none;
  const hosts = hostsSelectedBy(selector, hook, context);
  const tier = spec.tier || 'default';
  const policy: Policy = {
    ref: { tier, kind: object.kind, namespace, name },
    subject: or(pods, wholeHosts(hosts, context.inventory.cluster)),
    governs: governedDirections(spec),
    source: manifest.source([]),
  };
  return {
    tier,
    order: spec.order ?? Number.POSITIVE_INFINITY,
    kind,
    hook,
    onForward: spec.applyOnForward === true,
    pods,
    hosts,
    lowered: withRules(object, policy, context),
  };
}

/** A policy that is not asked in a direction has no rules there. */
export function withRules(
  { manifest, namespace, spec }: PolicyObject<Pick<PolicySpec, 'ingress' | 'egress'>>,
  policy: Policy,
  context: Context,
): LoweredPolicy {
  const rules = (direction: Direction) =>
    policy.governs.includes(direction)
      ? (spec[direction] ?? []).flatMap((rule, index) =>
          lowerRule({ context, manifest, namespace, policy, direction, index }, rule),
        )
      : [];
  const subjectSource = manifest.source(['spec', 'selector']);
  return { policy, subjectSource, rules: { ingress: rules('ingress'), egress: rules('egress') } };
}

function hookOf({ doNotTrack, preDNAT }: PolicySpec): Hook {
  if (doNotTrack === true) return 'untracked';
  return preDNAT === true ? 'pre-dnat' : 'normal';
}

/** The host endpoint `*` has no untracked policy (felix ignores it there). */
function hostsSelectedBy(
  selector: Selector,
  hook: Hook,
  { protectedNodes }: Context,
): readonly ProtectedNode[] {
  return protectedNodes.filter(
    ({ endpoint }) => satisfies(selector, endpoint.labels) && !(hook === 'untracked' && isWildcard(endpoint)),
  );
}

/**
 * The defaulting of types at creation (projectcalico/calico api/pkg/defaults): by which lists hold rules, and Ingress
 * for none. So a policy of egress rules leaves ingress alone, where a NetworkPolicy of Kubernetes would isolate it.
 */
function governedDirections({ types = [], ingress = [], egress = [] }: PolicySpec): readonly Direction[] {
  if (types.length > 0) {
    return (['ingress', 'egress'] as const).filter((direction) =>
      types.includes(direction === 'ingress' ? 'Ingress' : 'Egress'),
    );
  }
  if (egress.length === 0) return ['ingress'];
  return ingress.length === 0 ? ['egress'] : ['ingress', 'egress'];
}
