import type { PortRange } from '../../../ir/policy.ts';
import { didYouMean } from '../../../manifest/suggest.ts';
import { parseAddress } from '../../../net/address.ts';
import { invalid, oneOf, type Schema, text, textRule } from '../../shared/schema.ts';
import type { Rule } from '../../shared/violation.ts';
import { selectorFault } from '../selector/parse.ts';

/** Values that several kinds of projectcalico.org share. */

/** `8000:8100`, both ends inclusive; `8000-8100` is a name (api/pkg/lib/numorstring/port.go). */
export function readPort(value: number | string): PortRange | string {
  if (typeof value === 'number') return { from: value, to: value };
  const found = /^(\d+)(?::(\d+))?$/.exec(value);
  if (found === null) return value;
  return { from: Number(found[1]), to: Number(found[2] ?? found[1]) };
}

const portRule: Rule = (value, report) => {
  if (typeof value !== 'string') return;
  const port = readPort(value);
  if (typeof port === 'string') {
    if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(port)) report(invalid([], 'invalid-port', value, portForms));
    else if (/^\d+-\d+$/.test(port)) report(dashedRange(port));
  } else if (port.from > 65535 || port.to > 65535) {
    report(invalid([], 'out-of-range', value, 'a port is between 0 and 65535'));
  } else if (port.from > port.to) {
    report(invalid([], 'range-order', value, 'a range must not end before it starts'));
  }
};

const portForms =
  'must be a number, a range with a colon such as "8000:8100", or a name of A-Z, a-z, 0-9, _, . and -';

function dashedRange(port: string): Parameters<Parameters<Rule>[1]>[0] {
  return {
    path: [],
    code: 'port-name-looks-like-range',
    message: `${JSON.stringify(port)} is a port name, no range`,
    hint: `For a range write "${port.replace('-', ':')}".`,
    severity: 'warning',
  };
}

export const port: Schema = { type: ['integer', 'string'], minimum: 0, maximum: 65535, rule: portRule };

/** Names whose case does not count, or a number. */
export const protocolNames = ['TCP', 'UDP', 'ICMP', 'ICMPv6', 'SCTP', 'UDPLite'] as const;

const protocolRule: Rule = (value, report) => {
  if (typeof value !== 'string' || protocolNames.some((name) => name.toLowerCase() === value.toLowerCase()))
    return;
  if (/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 255) return;
  const wrong = `must be one of ${protocolNames.join(', ')}, or a number from 1 to 255`;
  report(invalid([], 'invalid-protocol', value, wrong, didYouMean(value, protocolNames)));
};

export const protocol: Schema = { type: ['integer', 'string'], minimum: 1, maximum: 255, rule: protocolRule };

/** `global()` has a meaning in the namespaceSelector of a rule alone. */
const noGlobalRule: Rule = (value, report) => {
  if (typeof value !== 'string' || !value.includes('global(')) return;
  const wrong = 'global() can only be used in the namespaceSelector of a rule';
  report(invalid([], 'misplaced-global', value, wrong));
};

const loneGlobalRule: Rule = (value, report) => {
  if (typeof value !== 'string' || !value.includes('global(') || /^[ \t]*global\([ \t]*\)[ \t]*$/.test(value))
    return;
  report(invalid([], 'misplaced-global', value, 'global() must stand alone in its selector'));
};

const selectorRule: Rule = (value, report) => {
  const fault = typeof value === 'string' ? selectorFault(value) : undefined;
  if (fault === undefined) return;
  const wrong = `not a selector: ${fault.message} at character ${fault.at + 1}`;
  report(invalid([], 'invalid-selector', value, wrong, newlineHint(value as string, fault.at)));
};

function newlineHint(text: string, at: number): string | undefined {
  return text[at] === '\n'
    ? 'Calico takes no newlines in a selector: fold the text with >- in YAML'
    : undefined;
}

function selectorOf(rule: Rule): Schema {
  return { ...text({ max: 1024 }), rule: [selectorRule, rule] };
}

export const selector: Schema = selectorOf(noGlobalRule);
export const namespaceSelectorOfRule: Schema = selectorOf(loneGlobalRule);
export const anySelector: Schema = selectorOf(() => {});

export const addressText: Schema = text({
  rule: textRule(
    (value) => (parseAddress(value) === undefined ? 'must be an IP address' : undefined),
    'invalid-address',
  ),
});

export const policyTypes: Schema = {
  type: 'array',
  items: oneOf('Ingress', 'Egress'),
  minItems: 1,
  maxItems: 2,
};
