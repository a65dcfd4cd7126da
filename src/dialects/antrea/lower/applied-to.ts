import type { FieldPath } from '../../../diagnostics/source.ts';
import type { ServiceRef } from '../../../ir/connection.ts';
import { anyOf, type Expression, matches, none, or } from '../../../ir/expression.ts';
import { membersOf } from '../../shared/scope.ts';
import type { LabelSelector } from '../../shared/selector.ts';
import { nodeNetworks, podsOfServiceAccount, selectedPods } from '../selection.ts';
import type { AppliedTo } from '../types.ts';
import { type Context, warn } from './context.ts';
import { namedGroup } from './named-group.ts';

/** To whom a policy, or one of its rules, is applied. */
export interface Applied {
  readonly subject: Expression;
  /** NodePort Services, whose clients outside are judged where the backend is. Undefined: not applied to any. */
  readonly services: readonly ServiceRef[] | undefined;
}

/** The entries of the list are alternatives. */
export function lowerAppliedTo(context: Context, entries: readonly AppliedTo[], path: FieldPath): Applied {
  const services = entries.flatMap(({ service }) => service ?? []);
  if (services.length > 0) return appliedToServices(context, services, path);
  const subjects = entries.map((entry, at) => lowerEntry(context, entry, [...path, at]));
  return { subject: anyOf(subjects), services: undefined };
}

function lowerEntry(context: Context, entry: AppliedTo, path: FieldPath): Expression {
  const { object, inventory } = context;
  if (entry.nodeSelector !== undefined) return appliedToNodes(context, entry.nodeSelector, path);
  if (entry.group !== undefined) return appliedToGroup(context, entry.group, [...path, 'group']);
  if (entry.serviceAccount !== undefined)
    return podsOfServiceAccount(entry.serviceAccount, inventory.cluster);
  if (entry.externalEntitySelector !== undefined)
    externalEntities(context, [...path, 'externalEntitySelector']);
  return selectedPods(entry, inventory.cluster, object.namespace);
}

export function externalEntities(context: Context, path: FieldPath): void {
  const message = 'the inventory holds no external entities: this selects nobody';
  warn(context, 'no-external-entities', path, message);
}

function appliedToNodes(context: Context, selector: LabelSelector, path: FieldPath): Expression {
  if (context.options['node-network-policy'] === 'on')
    return nodeNetworks(selector, context.inventory.cluster);
  const message = 'the gate NodeNetworkPolicy is off: the policy has no effect on nodes';
  warn(context, 'gate-off', [...path, 'nodeSelector'], message);
  return none;
}

function appliedToServices(context: Context, services: readonly ServiceRef[], path: FieldPath): Applied {
  const isOn = context.options['proxy-all'] === 'on';
  if (!isOn) warn(context, 'gate-off', path, 'proxyAll is off: a policy applied to Services has no effect');
  const backends = membersOf(context.inventory.cluster, 'pod', 'host-network-pod', 'node');
  return { subject: isOn ? backends : none, services };
}

/** Blocks of addresses are no endpoints: a policy can be applied to the rest of the group only. */
function appliedToGroup(context: Context, name: string, path: FieldPath): Expression {
  const { entity, nodes, networks } = namedGroup(context, name, path);
  if (networks.length > 0) {
    const message = `the group ${name} has blocks of addresses: the policy is not applied to them`;
    warn(context, 'applied-to-addresses', path, message);
  }
  if (nodes !== undefined && context.options['node-network-policy'] === 'on') return or(entity, nodes);
  if (nodes !== undefined)
    warn(context, 'gate-off', path, 'the gate NodeNetworkPolicy is off: nodes are left out');
  return crossesNamespaces(context, entity, name, path) ? none : entity;
}

/** A Group may have members elsewhere, but a policy of its namespace cannot be applied to them, nor to the rest. */
function crossesNamespaces(context: Context, members: Expression, name: string, path: FieldPath): boolean {
  const { object, inventory } = context;
  if (object.namespace === '') return false;
  const stranger = inventory.entities.find(
    (entity) => entity.namespace !== object.namespace && matches(members, entity),
  );
  if (stranger === undefined) return false;
  const message = `the group ${name} has members in other namespaces (${stranger.namespace}): the policy is not applied to any of it`;
  warn(context, 'group-crosses-namespaces', path, message);
  return true;
}
