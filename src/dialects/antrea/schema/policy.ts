import { labelValue } from '../../../manifest/names.ts';
import type { Kind } from '../../shared/kind.ts';
import { kubernetesObject, list, object, oneOf, type Schema, text, textRule } from '../../shared/schema.ts';
import type { PolicySpec } from '../types.ts';
import type { Scope } from './alone.ts';
import { appliedTo } from './applied-to.ts';
import { antreaKind } from './kinds.ts';
import { l7Protocols } from './l7.ts';
import { nodePolicyNotes, silentLabel } from './notes.ts';
import { peer } from './peer.ts';
import { policyChecks } from './policy-checks.ts';
import { ruleChecks } from './rule-checks.ts';
import { ports, protocols } from './traffic.ts';

function toServices(scope: Scope): Schema {
  const fields = { name: text(), namespace: text(), scope: oneOf('Cluster', 'ClusterSet') };
  const required = scope === 'cluster' ? ['name', 'namespace'] : ['name'];
  return list(object(fields, { required }));
}

function rules(scope: Scope, direction: 'ingress' | 'egress'): Schema {
  const peers = list(peer(scope, direction));
  const fields = {
    appliedTo: appliedTo(scope, direction),
    action: oneOf('Allow', 'Drop', 'Reject', 'Pass'),
    ports,
    protocols: protocols(direction),
    l7Protocols,
    ...(direction === 'ingress' ? { from: peers } : { to: peers, toServices: toServices(scope) }),
    name: text(),
    enableLogging: { type: 'boolean' },
    logLabel: text({ rule: textRule(labelValue, 'invalid-log-label') }),
  };
  return list(object(fields, { required: ['action'], rule: [...ruleChecks, silentLabel] }));
}

function policySchema(scope: Scope): Schema {
  const fields = {
    tier: text(),
    priority: { type: 'number', minimum: 1, maximum: 10000 },
    appliedTo: appliedTo(scope, 'policy'),
    ingress: rules(scope, 'ingress'),
    egress: rules(scope, 'egress'),
  };
  return kubernetesObject(
    object(fields, { required: ['priority'], rule: [...policyChecks, nodePolicyNotes] }),
    {
      required: ['spec'],
    },
  );
}

export const antreaClusterNetworkPolicy: Kind<PolicySpec> = antreaKind(
  'ClusterNetworkPolicy',
  'cluster',
  'v1alpha1',
  policySchema('cluster'),
);

export const antreaNetworkPolicy: Kind<PolicySpec> = antreaKind(
  'NetworkPolicy',
  'namespaced',
  'v1alpha1',
  policySchema('namespaced'),
);
