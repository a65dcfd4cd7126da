import { integer, invalid, list, object, oneOf, port, type Schema, text } from '../../shared/schema.ts';
import { isObject, type Rule, shown } from '../../shared/violation.ts';
import { exactlyOne } from './alone.ts';
import { isMulticast } from './ip-block.ts';

/** validatePort: a range needs its start, has no name, and does not run backwards. */
const portRule: Rule = (value, report) => {
  if (!isObject(value)) return;
  if (typeof value.port === 'string' && value.endPort !== undefined) {
    report({
      path: ['endPort'],
      code: 'end-port-named',
      message: 'Forbidden: endPort cannot go with a named port',
    });
  }
  checkRange(value, 'port', 'endPort', report);
  checkRange(value, 'sourcePort', 'sourceEndPort', report);
};

function checkRange(
  value: Readonly<Record<string, unknown>>,
  from: string,
  to: string,
  report: Parameters<Rule>[1],
): void {
  const [start, end] = [value[from], value[to]];
  if (end === undefined) return;
  if (start === undefined) {
    report({ path: [to], code: 'end-port-without-port', message: `Forbidden: ${to} needs a ${from}` });
  } else if (typeof start === 'number' && typeof end === 'number' && end < start) {
    const message = `Invalid value: ${shown(end)}: must be greater than or equal to ${from} ${start}`;
    report({ path: [to], code: 'end-port-order', message });
  }
}

export const ports: Schema = list(
  object(
    {
      protocol: oneOf('TCP', 'UDP', 'SCTP'),
      port: { ...port, type: ['integer', 'string'] },
      endPort: port,
      sourcePort: port,
      sourceEndPort: port,
    },
    { rule: portRule },
  ),
);

const groupAddressRule: Rule = (value, report) => {
  if (typeof value !== 'string' || value === '') return;
  const bits = value.includes(':') ? 128 : 32;
  if (isMulticast({ cidr: `${value}/${bits}` })) return;
  report(invalid([], 'not-multicast', value, 'must be a multicast address, such as 224.0.0.1'));
};

/** Ingress knows IGMP queries only, egress the reports of all three versions. */
const igmpTypes = { ingress: [0x11], egress: [0x12, 0x16, 0x22] } as const;

export function protocols(direction: 'ingress' | 'egress'): Schema {
  const icmp = object({ icmpType: integer(0, 255), icmpCode: integer(0, 255) });
  const igmpType = { type: 'integer', enum: igmpTypes[direction] };
  const igmp = object({ igmpType, groupAddress: text({ rule: groupAddressRule }) });
  return list(object({ icmp, igmp }, { rule: exactlyOne('icmp', 'igmp') }));
}
