import { isObject, itemsOf, type Rule, type Violation } from '../../shared/violation.ts';
import { isMulticast } from './ip-block.ts';

/** What Antrea's admission webhook refuses in one rule, beyond the shape (pkg/controller/networkpolicy/validate.go). */

type Fields = Readonly<Record<string, unknown>>;

const length = (value: unknown): number => itemsOf(value).length;

const has = (list: unknown, field: string): number =>
  itemsOf(list).findIndex((item) => isObject(item) && field in item);

function check(find: (rule: Fields) => Violation | undefined): Rule {
  return (value, report) => {
    const found = isObject(value) ? find(value) : undefined;
    if (found !== undefined) report(found);
  };
}

const toServicesAlone = check((rule) => {
  if (rule.toServices === undefined) return undefined;
  const other =
    length(rule.to) > 0 ? 'to' : ['ports', 'protocols'].find((field) => rule[field] !== undefined);
  if (other === undefined) return undefined;
  const message = 'Forbidden: toServices cannot go with to, ports or protocols: a Service has its own ports';
  return { path: [other], code: 'to-services-alone', message };
});

const unicastActions = (action: unknown): boolean => action === 'Pass' || action === 'Reject';

/** A rule for group addresses has neither ordinary addresses nor selectors, and sends no answers. */
const multicastAlone = check(({ to, action }) => {
  const blocks = itemsOf(to).map((peer) => (isObject(peer) ? isMulticast(peer.ipBlock) : undefined));
  const at = blocks.indexOf(true);
  if (at < 0) return undefined;
  const path = ['to', at, 'ipBlock'];
  if (unicastActions(action)) {
    return { path, code: 'multicast-action', message: `Forbidden: multicast does not go with ${action}` };
  }
  if (itemsOf(to).some(hasSelectorBesideBlock)) {
    const message = 'Forbidden: multicast addresses and selectors cannot stand in one peer';
    return { path, code: 'multicast-alone', message };
  }
  if (blocks.every((each) => each !== false)) return undefined;
  const message = 'Forbidden: multicast and unicast addresses cannot stand in one rule';
  return { path, code: 'multicast-alone', message, hint: 'Make two rules of it.' };
});

const selectors = ['podSelector', 'namespaceSelector', 'namespaces', 'externalEntitySelector'];

function hasSelectorBesideBlock(peer: unknown): boolean {
  return isObject(peer) && 'ipBlock' in peer && selectors.some((field) => field in peer);
}

const igmpAlone = check((rule) => {
  const at = has(rule.protocols, 'igmp');
  if (at < 0) return undefined;
  const path = ['protocols', at, 'igmp'];
  if (unicastActions(rule.action)) {
    return { path, code: 'multicast-action', message: `Forbidden: IGMP does not go with ${rule.action}` };
  }
  const others = ['ports', 'toServices', 'from', 'to'].some((field) => length(rule[field]) > 0);
  if (!others && has(rule.protocols, 'icmp') < 0) return undefined;
  const message = 'Forbidden: IGMP cannot go with ICMP, peers, ports or toServices in one rule';
  return { path, code: 'igmp-alone', message };
});

const l7OnlyAllows = check(({ l7Protocols, action, toServices }) => {
  if (length(l7Protocols) === 0) return undefined;
  const path = ['l7Protocols'];
  if (action !== 'Allow') {
    return { path, code: 'l7-action', message: 'Forbidden: l7Protocols only go with the action Allow' };
  }
  if (length(toServices) === 0) return undefined;
  return { path, code: 'l7-to-services', message: 'Forbidden: l7Protocols cannot go with toServices' };
});

const httpIsTcp = check((rule) => {
  if (has(rule.l7Protocols, 'http') < 0) return undefined;
  const other = itemsOf(rule.ports).findIndex(
    (port) => isObject(port) && port.protocol !== undefined && port.protocol !== 'TCP',
  );
  const message = 'Forbidden: HTTP runs over TCP only';
  if (other >= 0) return { path: ['ports', other, 'protocol'], code: 'http-needs-tcp', message };
  if (length(rule.protocols) === 0) return undefined;
  return { path: ['protocols'], code: 'http-needs-tcp', message };
});

/** Read from the controller: such a peer is dropped, and a rule without peers is for every address. */
const emptySameLabels = check((rule) => {
  for (const field of ['from', 'to']) {
    const at = itemsOf(rule[field]).findIndex(
      (peer) =>
        isObject(peer) &&
        isObject(peer.namespaces) &&
        length(peer.namespaces.sameLabels) === 0 &&
        'sameLabels' in peer.namespaces,
    );
    if (at < 0) continue;
    const message = 'sameLabels without a label is no peer: a rule that has no other matches every address';
    return { path: [field, at, 'namespaces'], code: 'empty-same-labels', message, severity: 'warning' };
  }
  return undefined;
});

export const ruleChecks: readonly Rule[] = [
  toServicesAlone,
  multicastAlone,
  igmpAlone,
  l7OnlyAllows,
  httpIsTcp,
  emptySameLabels,
];
