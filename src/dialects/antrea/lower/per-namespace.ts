import { all, and, anyOf, type Expression, none } from '../../../ir/expression.ts';
import { inNamespaces } from '../../shared/scope.ts';
import { selectorExpression } from '../../shared/selector.ts';
import { pods, podsOfServiceAccount } from '../selection.ts';
import type { AppliedTo } from '../types.ts';
import type { Context } from './context.ts';
import { type Entry, lastOfNamespace, namespacesOf } from './last-entry.ts';

/** Subjects of rules whose peers depend on the namespace of the subject (`namespaces` in a peer). */
export interface NamespacedSubjects {
  readonly self: Expression;
  readonly sameLabels: Expression;
}

/**
 * The controller makes one rule for each namespace that appliedTo affects, and keeps one entry for a namespace: the
 * last (antreaclusternetworkpolicy.go, atgPerAffectedNS). For sameLabels it also forgets the namespaces of all entries
 * before the last one (labelsPerAffectedNS). `Self` in a rule with its own appliedTo is the one place without that.
 */
export function namespacedSubjects(
  context: Context,
  appliedTo: readonly AppliedTo[],
  level: 'policy' | 'rule',
): NamespacedSubjects {
  const entries = appliedTo.map((entry) => lowerEntry(context, entry));
  const every = anyOf(entries.map(({ subject }) => subject));
  if (context.options['namespaces-peers'] === 'every-entry') return { self: every, sameLabels: every };
  const last = lastOfNamespace(entries);
  const from = entries.findLastIndex(({ isServiceAccount }) => !isServiceAccount);
  const remembered = namespacesOf(entries.slice(Math.max(from, 0)));
  return { self: level === 'policy' ? last : every, sameLabels: and(last, remembered) };
}

function lowerEntry(context: Context, entry: AppliedTo): Entry {
  const { cluster } = context.inventory;
  const { serviceAccount, group, namespaceSelector, podSelector } = entry;
  if (serviceAccount !== undefined) {
    const subject = podsOfServiceAccount(serviceAccount, cluster);
    return { namespaces: inNamespaces(serviceAccount.namespace), subject, isServiceAccount: true };
  }
  if (entry.nodeSelector !== undefined || entry.service !== undefined) {
    return { namespaces: none, subject: none, isServiceAccount: false };
  }
  if (group !== undefined) return groupEntry(context, group);
  const namespaces = selectorExpression(namespaceSelector, 'namespaceLabel');
  const subject = and(pods(cluster), namespaces, selectorExpression(podSelector, 'label'));
  return { namespaces, subject, isServiceAccount: false };
}

/** Of a group the controller takes the namespaces alone: the rule is for all of their pods. */
function groupEntry({ groups, inventory, options }: Context, name: string): Entry {
  const spec = groups.find('', name)?.spec;
  const selector = spec?.namespaceSelector;
  const namespaces =
    spec === undefined ? none : selector === undefined ? all : selectorExpression(selector, 'namespaceLabel');
  const everyPod = and(pods(inventory.cluster), namespaces);
  const isExact = options['namespaces-peers'] === 'every-entry';
  return {
    namespaces,
    subject: isExact ? groups.members('', name).entity : everyPod,
    isServiceAccount: false,
  };
}
