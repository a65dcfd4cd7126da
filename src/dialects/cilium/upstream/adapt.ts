import { all, allOf, and, anyOf, type Expression, none, not } from '../../../ir/expression.ts';
import type { Peer, Rule } from '../../../ir/policy.ts';
import { conjuncts } from '../../shared/candidates.ts';
import type { LoweredPolicy } from '../../shared/lowered.ts';
import type { Context } from '../context.ts';
import { identityKey, type LabelFilter } from '../identity/filter.ts';
import { ofCluster } from '../identity/places.ts';
import { networkPeers } from '../peers/cidrs.ts';

/**
 * Kubernetes' own policies as the agent reads them: labels that are not part of an identity match nobody, and CIDRs
 * are for the outside only.
 */
export function asCiliumReads<P extends LoweredPolicy>(policy: P, context: Context, tier: string): P {
  const own = {
    ...policy.policy,
    ref: { ...policy.policy.ref, tier },
    subject: and(ofCluster(context.cluster), identityOnly(policy.policy.subject, context.isInIdentity)),
  };
  const rules = (list: readonly Rule[]) => list.map((rule) => asRead({ ...rule, policy: own }, context));
  const { ingress, egress } = policy.rules;
  return { ...policy, policy: own, rules: { ingress: rules(ingress), egress: rules(egress) } };
}

function asRead(rule: Rule, context: Context): Rule {
  if (rule.remote === undefined) return rule;
  return { ...rule, remote: rule.remote.flatMap((peer) => peerAsRead(peer, context)) };
}

function peerAsRead(peer: Peer, context: Context): readonly Peer[] {
  const { entity, networks, domainNames, source } = peer;
  if (entity !== undefined && isNodes(entity))
    return context.options.nodeSelectorLabels === 'true' ? [peer] : [];
  if (entity !== undefined) return [{ ...peer, entity: identityOnly(entity, context.isInIdentity) }];
  if (networks !== undefined) return networkPeers(networks, context, source);
  if (domainNames !== undefined) return context.learnsNames ? [{ ...peer, notEntity: all }] : [];
  return [peer];
}

/** Nodes have labels only where nodeSelectorLabels is on. */
function isNodes(entity: Expression): boolean {
  return conjuncts(entity).some((term) => term.op === 'kind' && term.kinds.includes('node'));
}

/** The expression where pods have only the labels that are part of their identity. */
export function identityOnly(expression: Expression, isInIdentity: LabelFilter): Expression {
  const inside = (term: Expression) => identityOnly(term, isInIdentity);
  switch (expression.op) {
    case 'and':
      return allOf(expression.terms.map(inside));
    case 'or':
      return anyOf(expression.terms.map(inside));
    case 'not':
      return not(inside(expression.term));
    case 'in':
    case 'exists': {
      const key = identityKey(expression.attribute);
      return key !== undefined && !isInIdentity(key) ? none : expression;
    }
    default:
      return expression;
  }
}
