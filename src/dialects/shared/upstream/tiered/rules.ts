import { didYouMean } from '../../../../manifest/suggest.ts';
import { isObject, itemsOf, type Rule, type Violation } from '../../violation.ts';
import { type UnknownPart, unknownParts, type Vocabulary } from './vocabulary.ts';

/** What the CRDs of policy.networking.k8s.io check beyond the shape, and what their texts ask of readers. */

/** A union: exactly one of these fields. Unknown fields are judged elsewhere, and so is an empty open union. */
export function exactlyOne(fields: readonly string[], union: 'open' | 'closed'): Rule {
  return (value, report) => {
    if (!isObject(value)) return;
    const present = Object.keys(value);
    const set = fields.filter((field) => present.includes(field));
    if (set.length > 1) report(notExactlyOne([], fields, set));
    if (present.length === 0 && union === 'closed') report(notExactlyOne([], fields, set));
  };
}

function notExactlyOne(
  path: Violation['path'],
  fields: readonly string[],
  set: readonly string[],
): Violation {
  const has = set.length === 0 ? 'none is set' : `${set.join(' and ')} are set`;
  const wanted =
    fields.length === 1 ? `${fields[0]} must be set` : `exactly one of ${fields.join(', ')} must be set`;
  return { path, code: 'not-exactly-one', message: `Invalid value: ${wanted}: ${has}` };
}

/** CEL of PortRange in v1alpha2. v1alpha1 has no such rule. */
export const rangeRule: Rule = (value, report) => {
  const { start, end } = isObject(value) ? value : {};
  if (typeof start !== 'number' || typeof end !== 'number' || start < end) return;
  const message = `Invalid value: start port ${start} must be less than end port ${end}`;
  const hint = start === end ? `for one port write number: ${start}` : undefined;
  report({ path: ['end'], code: 'range-order', message, ...(hint === undefined ? {} : { hint }) });
};

/** CEL of egress rules: only pods have named ports. */
export function namedPortRule({ items, namedPort }: Vocabulary): Rule {
  return (value, report) => {
    if (!isObject(value)) return;
    const isAddress = (peer: unknown): boolean =>
      isObject(peer) && ['networks', 'nodes', 'domainNames'].some((field) => field in peer);
    if (!itemsOf(value.to).some(isAddress)) return;
    const named = itemsOf(value[items.field]).findIndex((item) => isObject(item) && namedPort in item);
    if (named < 0) return;
    report({
      path: [items.field, named, namedPort],
      code: 'named-port-needs-pods',
      message:
        'Invalid value: a named port cannot go with networks, nodes or domainNames peers: only pods have port names',
      hint: 'Put the namespaces and pods peers in a rule of their own.',
    });
  };
}

/**
 * The API text for readers older than the CRD: where a rule holds something unknown, an Accept rule matches
 * nothing, and a Deny or Pass rule denies everything. An empty item is such a rest only in an object that a
 * cluster has pruned; in a file it is a mistake.
 */
export function failClosedRule(peers: 'from' | 'to', vocabulary: Vocabulary): Rule {
  return (value, report) => {
    for (const part of unknownParts(value, peers, vocabulary)) {
      if (part.field !== undefined) report(unknownPart(part, value));
      else report({ ...notExactlyOne(part.path, part.known, []), toleratedWhenStored: true });
    }
  };
}

function unknownPart({ path, field, value, known }: UnknownPart, rule: unknown): Violation {
  const what = path[0] === 'from' || path[0] === 'to' ? 'peer' : 'protocol';
  const hint = didYouMean(value ?? field ?? '', known);
  const unknown =
    value === undefined ? `field ${JSON.stringify(field)} in a ${what}` : `${field} ${JSON.stringify(value)}`;
  return {
    path,
    code: `unknown-${what}`,
    message: `unknown ${unknown}: the rule fails closed and ${consequence(rule)}`,
    ...(hint === undefined ? {} : { hint }),
    severity: 'warning',
  };
}

function consequence(rule: unknown): string {
  const action = isObject(rule) ? rule.action : undefined;
  return action === 'Accept' || action === 'Allow' ? 'matches nothing' : 'denies everything';
}

/** Said in the API text alone, so that an API server stores such a rule. */
export const domainNamesRule: Rule = (value, report) => {
  if (!isObject(value) || (value.action !== 'Deny' && value.action !== 'Pass')) return;
  for (const [index, peer] of itemsOf(value.to).entries()) {
    if (!isObject(peer) || !('domainNames' in peer)) continue;
    report({
      path: ['to', index, 'domainNames'],
      code: 'domain-names-need-accept',
      message: `domainNames are only supported in Accept rules: this ${value.action} rule fails closed and denies everything`,
      severity: 'warning',
    });
  }
};

/** CEL of BaselineAdminNetworkPolicy: there is one in a cluster. */
export const baselineNameRule: Rule = (value, report) => {
  const metadata = isObject(value) ? value.metadata : undefined;
  const name = isObject(metadata) ? metadata.name : undefined;
  if (typeof name !== 'string' || name === '' || name === 'default') return;
  const message = `Invalid value: ${JSON.stringify(name)}: the one BaselineAdminNetworkPolicy of a cluster is named "default"`;
  report({ path: ['metadata', 'name'], code: 'baseline-name', message });
};
