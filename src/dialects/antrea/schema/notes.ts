import { isObject, itemsOf, type Rule, type Violation } from '../../shared/violation.ts';
import { type Place, rulesOf } from './policy-checks.ts';

/** What Antrea takes without a word, or with a warning, and what has less effect than it says. */

/** The label goes into the line that enableLogging writes. */
export const silentLabel: Rule = (value, report) => {
  if (!isObject(value) || typeof value.logLabel !== 'string' || value.logLabel === '') return;
  if (value.enableLogging === true) return;
  const message = 'a label of log lines has no effect without enableLogging: true';
  report({ path: ['logLabel'], code: 'log-label-unused', message, severity: 'warning' });
};

/** Policies for nodes become iptables rules, which know fewer fields (docs/antrea-node-network-policy.md). */
export const nodePolicyNotes: Rule = (value, report) => {
  if (!isObject(value)) return;
  if (!itemsOf(value.appliedTo).some((item) => isObject(item) && 'nodeSelector' in item)) return;
  for (const place of rulesOf(value, 'ingress', 'egress')) {
    for (const note of notesOn(place)) report({ ...note, path: [...place.path, ...note.path] });
  }
};

function notesOn({ rule }: Place): readonly Violation[] {
  return [
    ...(rule.action === 'Pass' ? [ignored(['action'], 'Pass')] : []),
    ...(itemsOf(rule.l7Protocols).length > 0 ? [ignored(['l7Protocols'], 'l7Protocols')] : []),
    ...itemsOf(rule.to).flatMap((peer, at) =>
      isObject(peer) && 'fqdn' in peer ? [ignored(['to', at, 'fqdn'], 'fqdn')] : [],
    ),
    ...cutLabel(rule),
  ];
}

function ignored(path: Violation['path'], what: string): Violation {
  const message = `Antrea does not enforce ${what} for nodes: it has no effect on those that appliedTo selects`;
  return { path, code: 'ignored-on-nodes', message, hint: 'Apply such rules to pods.', severity: 'warning' };
}

/** The prefix of an iptables log line has 29 characters, 12 of them for the label (checkLogLabel). */
const longestLabel = 12;

function cutLabel({ enableLogging, logLabel }: Place['rule']): readonly Violation[] {
  if (enableLogging !== true || typeof logLabel !== 'string' || logLabel.length <= longestLabel) return [];
  const message = `log labels of policies for nodes are cut after ${longestLabel} characters: ${logLabel.slice(0, longestLabel)}`;
  return [{ path: ['logLabel'], code: 'log-label-cut', message, severity: 'warning' }];
}
