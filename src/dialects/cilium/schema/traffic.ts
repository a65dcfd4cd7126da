import { didYouMean } from '../../../manifest/suggest.ts';
import { anything, integer, list, object, type Schema, text } from '../../shared/schema.ts';
import { isObject, itemsOf, type Rule, shown } from '../../shared/violation.ts';
import { hasL7, type L7Rules, type Section } from '../api.ts';
import { icmpNames, icmpType } from '../icmp.ts';
import { extendedWords, isPortName, portNumber, protocolWords } from '../ports.ts';
import type { Reading } from '../reading.ts';
import { serverNames } from './names.ts';
import { requestRules } from './requests.ts';

const portRule: Rule = (value, report) => {
  if (typeof value !== 'string' || value === '' || isPortName(value)) return;
  if (portNumber(value) !== undefined) return;
  const message = `Invalid value: ${shown(value)}: must be a port, 0 to 65535, or a port name`;
  report({ path: [], code: 'invalid-port', message });
};

function protocolRule({ options, release }: Reading): Rule {
  const hasExtended = release.since20 && options.enableExtendedIPProtocols === 'true';
  const known = [...protocolWords, ...(hasExtended ? extendedWords : [])];
  return (value, report) => {
    if (typeof value !== 'string' || value === '' || known.includes(value.toUpperCase())) return;
    const message = `Unsupported value: ${shown(value)}: supported values: ${known.join(', ')}`;
    const hint = extendedWords.includes(value.toUpperCase())
      ? 'It needs Cilium 1.20 and the option enableExtendedIPProtocols=true'
      : didYouMean(value, known);
    report({ path: [], code: 'unsupported-value', message, ...(hint === undefined ? {} : { hint }) });
  };
}

/** Protocols without ports can only be asked for as a whole. */
const portAndProtocol: Rule = (value, report) => {
  if (!isObject(value)) return;
  const { port = '', protocol = '' } = value;
  const whole = typeof protocol === 'string' && extendedWords.includes(protocol.toUpperCase());
  if (port === '' && !whole) {
    const message = 'Required value: "port" must be set';
    report({ path: ['port'], code: 'missing-field', message, hint: 'For all ports write port: "0"' });
  }
  if (whole && port !== '' && port !== '0') {
    const message = `Invalid value: ${shown(port)}: ${protocol} has no ports: leave it out, or write "0"`;
    report({ path: ['port'], code: 'protocol-without-ports', message });
  }
};

function ports(reading: Reading): Schema {
  const fields = {
    port: text({ rule: portRule }),
    endPort: integer(0, 65535),
    protocol: text({ rule: protocolRule(reading) }),
  };
  return list(object(fields, { rule: portAndProtocol }), { max: 40 });
}

const isPresent = (value: unknown): boolean => value !== undefined && value !== null;

type Complain = (path: readonly (string | number)[], code: string, message: string, hint?: string) => void;

/** What the agent checks of an item of toPorts as a whole. */
function portItemRule(section: Section, { options }: Reading): Rule {
  return (value, report) => {
    if (!isObject(value)) return;
    const wrong: Complain = (path, code, message, hint) =>
      report({ path, code, message: `Invalid value: ${message}`, ...(hint === undefined ? {} : { hint }) });
    const rules = (isObject(value.rules) ? value.rules : {}) as L7Rules;
    if (section === 'ingress' && itemsOf(rules.dns).length > 0)
      wrong(['rules', 'dns'], 'dns-on-ingress', 'DNS rules are for egress only');
    if (section === 'ingress' && isPresent(value.listener))
      wrong(['listener'], 'listener-on-ingress', 'a listener is for egress only');
    if (!hasL7(rules)) return;
    if (options.l7Proxy === 'false')
      wrong(['rules'], 'l7-proxy-off', 'rules for requests need the L7 proxy (option l7Proxy)');
    checkL7Item(value, itemsOf(rules.dns).length > 0, wrong);
  };
}

function checkL7Item(item: Readonly<Record<string, unknown>>, isDns: boolean, wrong: Complain): void {
  if (itemsOf(item.serverNames).length > 0 && !isPresent(item.terminatingTLS))
    wrong(['serverNames'], 'server-names-with-l7', 'serverNames with L7 rules need terminatingTLS');
  if (isPresent(item.listener)) wrong(['listener'], 'listener-with-l7', 'a listener cannot go with L7 rules');
  const list = itemsOf(item.ports);
  if (isDns && list.length === 0) wrong(['ports'], 'dns-needs-port', 'DNS rules need a port, such as 53');
  for (const [index, port] of list.entries()) {
    if (isObject(port))
      checkL7Port(port, isDns, (path, ...said) => wrong(['ports', index, ...path], ...said));
  }
}

function checkL7Port(port: Readonly<Record<string, unknown>>, isDns: boolean, wrong: Complain): void {
  const number = typeof port.port === 'string' ? portNumber(port.port) : undefined;
  const protocol = typeof port.protocol === 'string' ? port.protocol.toUpperCase() : '';
  if (number === 0) wrong(['port'], 'l7-needs-port', 'L7 rules cannot be used with port 0');
  if (isDns && typeof port.endPort === 'number' && port.endPort > (number ?? 65535))
    wrong(['endPort'], 'dns-port-range', 'DNS rules do not support port ranges');
  if (isDns || protocol === 'TCP') return;
  const has = protocol === '' ? 'ANY, where it is left out' : protocol;
  wrong(
    ['protocol'],
    'l7-needs-tcp',
    `L7 rules other than DNS are for TCP only, not ${has}`,
    'write protocol: TCP',
  );
}

const listenerRule: Rule = (value, report) => {
  if (!isPresent(value)) return;
  const message = 'what the listener does is not modelled: the connection is taken to be allowed';
  report({ path: [], code: 'listener-not-modelled', message, severity: 'warning' });
};

/** Items of toPorts. Denials know ports only. */
export function toPorts(section: Section, reading: Reading): Schema {
  const plain = { ports: ports(reading) };
  if (section.endsWith('Deny')) return list(object(plain));
  const fields = {
    ...plain,
    terminatingTLS: anything,
    originatingTLS: anything,
    serverNames,
    listener: { rule: listenerRule },
    rules: requestRules(reading.release),
  };
  return list(object(fields, { rule: portItemRule(section, reading) }));
}

const icmpField = object(
  { family: { type: 'string', enum: ['IPv4', 'IPv6'] }, type: { type: ['integer', 'string'] } },
  {
    required: ['type'],
    rule: (value, report) => {
      const { family, type } = isObject(value) ? value : {};
      if ((typeof type !== 'string' && typeof type !== 'number') || icmpType(family, type) !== undefined)
        return;
      const message = `Invalid value: ${shown(type)}: must be 0 to 255, or a name of ${family ?? 'IPv4'}`;
      const hint = typeof type === 'string' ? didYouMean(type, icmpNames(family)) : undefined;
      report({ path: ['type'], code: 'icmp-type', message, ...(hint === undefined ? {} : { hint }) });
    },
  },
);

export const icmps: Schema = list(object({ fields: list(icmpField, { max: 40 }) }));
