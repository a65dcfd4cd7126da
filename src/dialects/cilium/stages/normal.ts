import { and, type Expression } from '../../../ir/expression.ts';
import type { Direction, Peer, Rule, Stage } from '../../../ir/policy.ts';
import { type LoweredPolicy, rulesOf } from '../../shared/lowered.ts';
import type { Context } from '../context.ts';
import { localHost } from '../identity/places.ts';
import { openedRequests } from '../lower/item.ts';
import { inOrder } from '../lower/order.ts';
import { tier } from '../lower/policy.ts';
import { withMandatoryNames } from '../lower/server-names.ts';

/**
 * All policies without a tier: what one of them denies is denied, else what one of them allows is allowed. It has no
 * ending: who is isolated is a matter of the last stage.
 */
export function normalStage(
  policies: readonly LoweredPolicy[],
  isolated: Readonly<Record<Direction, Expression>>,
  context: Context,
): Stage {
  const rules = (direction: Direction): readonly Rule[] => {
    const own = rulesOf(policies, direction).flatMap((rule) => opened(rule, isolated, context));
    return inOrder(withMandatoryNames(own).flatMap((rule) => withLocalHost(rule, context)));
  };
  return {
    name: tier,
    policies: policies.map(({ policy }) => policy),
    rules: { ingress: rules('ingress'), egress: rules('egress') },
    ending: 'none',
    passTo: 'Baseline',
  };
}

function opened(
  rule: Rule,
  isolated: Readonly<Record<Direction, Expression>>,
  { release }: Context,
): readonly Rule[] {
  if (!release.opensRequests || rule.policy.governs.includes(rule.direction)) return [rule];
  return openedRequests(rule, isolated[rule.direction]);
}

/** The node of the endpoint is allowed for all requests where it is one of the peers of a rule for some. */
function withLocalHost(rule: Rule, { options, cluster }: Context): readonly Rule[] {
  if (rule.request === undefined || rule.direction === 'egress' || options.allowLocalhost === 'policy') {
    return [rule];
  }
  const { request: _, onOtherRequest: __, remote = [{ source: rule.source }], ...open } = rule;
  const host = localHost(cluster);
  const peers = remote.flatMap(({ entity, notEntity, ...rest }): readonly Peer[] =>
    notEntity === undefined ? [{ ...rest, entity: entity === undefined ? host : and(entity, host) }] : [],
  );
  return peers.length === 0 ? [rule] : [{ ...open, remote: peers, name: 'allowLocalhost' }, rule];
}
