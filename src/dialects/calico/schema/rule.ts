import { anything, integer, list, object, oneOf, type Schema, text } from '../../shared/schema.ts';
import { http, httpRule } from './http.ts';
import { netList } from './nets.ts';
import {
  icmpCodeRule,
  icmpRule,
  namedSourceRule,
  netFamiliesRule,
  portsRule,
  servicesRule,
  sideRule,
} from './rules.ts';
import { anySelector, namespaceSelectorOfRule, port, protocol, selector } from './values.ts';

/** Rule and EntityRule of projectcalico.org/v3 (api/pkg/apis/projectcalico/v3/policy_common.go). */

const nets = netList('prefixes-only', { max: 256 });
const ports = list(port, { max: 50 });

const entityRule = object(
  {
    nets,
    notNets: nets,
    selector,
    notSelector: anySelector,
    namespaceSelector: namespaceSelectorOfRule,
    ports,
    notPorts: ports,
    serviceAccounts: object({ names: list(text()), selector: anySelector }),
    services: object({ name: text({ max: 253 }), namespace: text({ max: 253 }) }),
  },
  { rule: sideRule },
);

const icmp = object({ type: integer(0, 254), code: integer(0, 255) }, { rule: icmpCodeRule });

function rule(direction: 'ingress' | 'egress', scope: 'namespaced' | 'global'): Schema {
  return object(
    {
      action: oneOf('Allow', 'Deny', 'Log', 'Pass'),
      ipVersion: { type: 'integer', enum: [4, 6] },
      protocol,
      notProtocol: protocol,
      icmp,
      notICMP: icmp,
      source: entityRule,
      destination: entityRule,
      http,
      metadata: object({ annotations: anything }),
    },
    {
      required: ['action'],
      rule: [
        portsRule,
        namedSourceRule,
        icmpRule,
        netFamiliesRule,
        httpRule(direction),
        servicesRule(direction, scope),
      ],
    },
  );
}

const schemas = {
  ingress: { namespaced: rule('ingress', 'namespaced'), global: rule('ingress', 'global') },
  egress: { namespaced: rule('egress', 'namespaced'), global: rule('egress', 'global') },
};

/** The rule list of one direction. */
export function rules(direction: 'ingress' | 'egress', scope: 'namespaced' | 'global'): Schema {
  return list(schemas[direction][scope], { max: 1024 });
}
