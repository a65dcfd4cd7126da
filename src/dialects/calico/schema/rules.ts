import { Protocol, parseProtocol } from '../../../net/protocol.ts';
import { invalid } from '../../shared/schema.ts';
import { isObject, itemsOf, type Rule, shown, type Violation } from '../../shared/violation.ts';
import { readNets } from './nets.ts';
import { readPort } from './values.ts';

/** What Calico's CEL rules and its Go validator ask of a rule beyond the shape of its fields. */

const sides = ['source', 'destination'] as const;

type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** Is the field there with something in it? */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
}

export function protocolNumber(value: unknown): number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseProtocol(String(value)) : undefined;
}

/** A port's name at the source, negated: the IR has no word for it, and passing over it must not go unsaid. */
export const namedSourceRule: Rule = (value, report) => {
  const ports = itemsOf(fieldsOf(fieldsOf(value).source).notPorts);
  for (const [index, port] of ports.entries()) {
    if (typeof port !== 'string' || typeof readPort(port) !== 'string') continue;
    report({
      path: ['source', 'notPorts', index],
      code: 'named-source-port-not-judged',
      message: `the port name ${shown(port)} is not judged here: the rule is read as if it were not in the list`,
      hint: 'Write the numbers.',
      severity: 'warning',
    });
  }
};

const withPorts: readonly (number | undefined)[] = [Protocol.tcp, Protocol.udp, Protocol.sctp];

/** Numbers of ports need a protocol that has ports; names need none. */
export const portsRule: Rule = (value, report) => {
  const rule = fieldsOf(value);
  const number = protocolNumber(rule.protocol);
  for (const side of sides) {
    for (const field of ['ports', 'notPorts']) {
      const ports = itemsOf(fieldsOf(rule[side])[field]);
      if (ports.length === 0) continue;
      const wrong = rule.protocol === undefined ? needsProtocol(ports) : withoutPorts(number);
      if (wrong !== undefined) report({ path: [side, field], code: 'ports-need-protocol', ...wrong });
    }
  }
};

function needsProtocol(ports: readonly unknown[]): Pick<Violation, 'message' | 'hint'> | undefined {
  const numbered = ports.some(
    (port) => typeof port === 'number' || (typeof port === 'string' && typeof readPort(port) !== 'string'),
  );
  const message = 'Forbidden: without a protocol only named ports are allowed';
  return numbered ? { message, hint: 'Add protocol: TCP, or UDP or SCTP.' } : undefined;
}

function withoutPorts(protocol: number | undefined): Pick<Violation, 'message'> | undefined {
  if (protocol === undefined || withPorts.includes(protocol)) return undefined;
  return { message: 'Forbidden: ports need protocol TCP, UDP or SCTP' };
}

const icmpFamilies = new Map<number | undefined, number>([
  [Protocol.icmp, 4],
  [Protocol.icmpv6, 6],
]);

export const icmpRule: Rule = (value, report) => {
  const rule = fieldsOf(value);
  if (rule.icmp !== undefined && !icmpFamilies.has(protocolNumber(rule.protocol))) {
    const message = 'Invalid value: icmp needs protocol ICMP or ICMPv6';
    report({ path: ['icmp'], code: 'icmp-needs-protocol', message });
  }
  for (const field of ['protocol', 'notProtocol']) {
    const family = icmpFamilies.get(protocolNumber(rule[field]));
    if (family === undefined || rule.ipVersion === undefined || rule.ipVersion === family) continue;
    const message = `Invalid value: ${shown(rule[field])} goes with ipVersion ${family}`;
    report({ path: ['ipVersion'], code: 'icmp-other-family', message });
  }
};

export const icmpCodeRule: Rule = (value, report) => {
  const { type, code } = fieldsOf(value);
  if (code === undefined || type !== undefined) return;
  report({
    path: ['code'],
    code: 'icmp-code-without-type',
    message: 'Invalid value: an ICMP code needs a type',
  });
};

/** One family in all four lists, and the one of ipVersion; a negation of everything matches nothing. */
export const netFamiliesRule: Rule = (value, report) => {
  const rule = fieldsOf(value);
  let seen = typeof rule.ipVersion === 'number' ? rule.ipVersion : undefined;
  for (const side of sides) {
    for (const field of ['nets', 'notNets']) {
      const texts = itemsOf(fieldsOf(rule[side])[field]);
      for (const [index, cidr] of readNets(texts).entries()) {
        if (cidr === undefined) continue;
        const text = texts[index];
        const path = [side, field, index];
        seen ??= cidr.address.family;
        if (cidr.address.family !== seen) report(otherFamily(path, text, seen));
        else if (field === 'notNets' && cidr.length === 0) report(notEverything(path, text));
      }
    }
  }
};

function otherFamily(path: Violation['path'], text: unknown, family: number): Violation {
  const wrong = `the rule is for IPv${family}: a rule cannot hold CIDRs of both families`;
  return invalid(path, 'mixed-families', text, wrong, 'make two rules');
}

function notEverything(path: Violation['path'], text: unknown): Violation {
  return invalid(path, 'negated-everything', text, 'without every address the rule matches nothing');
}

const excludedByServices = [
  'selector',
  'notSelector',
  'namespaceSelector',
  'serviceAccounts',
  'nets',
  'notNets',
];

/** `services` stands for addresses by itself. */
export const sideRule: Rule = (value, report) => {
  const side = fieldsOf(value);
  if (side.services === undefined) return;
  if (!isSet(fieldsOf(side.services).name)) {
    const message = 'Required value: services must name a service';
    report({ path: ['services', 'name'], code: 'missing-field', message });
  }
  for (const field of excludedByServices.filter((name) => isSet(side[name]))) {
    const message = `Forbidden: ${field} cannot go with services`;
    report({ path: [field], code: 'services-alone', message });
  }
};

export function servicesRule(direction: 'ingress' | 'egress', scope: 'namespaced' | 'global'): Rule {
  const own = direction === 'ingress' ? 'source' : 'destination';
  return (value, report) => {
    for (const side of sides) {
      const { services, ports, notPorts } = fieldsOf(fieldsOf(value)[side]);
      if (services === undefined) continue;
      const path = [side, 'services'];
      if (side !== own) {
        const message = `Forbidden: services can only be the ${own} of ${direction} rules`;
        report({ path, code: 'misplaced-services', message });
      } else if (scope === 'global' && !isSet(fieldsOf(services).namespace)) {
        const message = 'Required value: a global policy must name the namespace of the service';
        report({ path: [...path, 'namespace'], code: 'missing-field', message });
      }
      if (side === 'destination' && (isSet(ports) || isSet(notPorts))) {
        const message = 'Forbidden: ports cannot go with services, which bring their own';
        report({ path, code: 'services-with-ports', message });
      }
    }
  };
}
