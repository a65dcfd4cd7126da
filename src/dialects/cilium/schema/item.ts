import { anything, list, object, oneOf, type Properties, type Schema, text } from '../../shared/schema.ts';
import { isObject, itemsOf, type Rule } from '../../shared/violation.ts';
import { entities, type Section } from '../api.ts';
import type { Reading } from '../reading.ts';
import { cidrRules, cidrs } from './cidr.ts';
import { nameSelectors } from './names.ts';
import { ciliumSelector, endpointSelector } from './selector.ts';
import { icmps, toPorts } from './traffic.ts';

const groups = list(anything, {
  rule: (value, report) => {
    if (itemsOf(value).length === 0) return;
    const message = 'the members of cloud groups are not known here: this peer matches nobody';
    report({ path: [], code: 'groups-not-known', message, severity: 'warning' });
  },
});

const service = object(
  {
    k8sService: object({ serviceName: text(), namespace: text() }),
    k8sServiceSelector: object({ selector: ciliumSelector, namespace: text() }, { required: ['selector'] }),
  },
  {
    rule: (value, report) => {
      if (!isObject(value) || (value.k8sService === undefined) !== (value.k8sServiceSelector === undefined))
        return;
      const message = 'Invalid value: exactly one of k8sService and k8sServiceSelector must be set';
      report({ path: [], code: 'not-exactly-one', message });
    },
  },
);

const unmodelled = new Set(['init', 'ingress', 'unmanaged', 'health']);

function entity({ release }: Reading): Schema {
  const known = entities.filter((name) => release.since20 || name !== 'cluster-mesh');
  const rule: Rule = (value, report) => {
    if (typeof value !== 'string' || !unmodelled.has(value)) return;
    const message = `the inventory knows nobody of the entity ${value}: it matches nobody`;
    report({ path: [], code: 'entity-not-modelled', message, severity: 'warning' });
  };
  return { ...oneOf(...known), rule };
}

function requires({ release }: Reading): Schema {
  if (release.requires) return list(ciliumSelector);
  const rule: Rule = (value, report) => {
    if (itemsOf(value).length === 0) return;
    const message = 'Invalid value: this field must be empty since Cilium 1.19';
    const hint = 'add its conditions to the peers of the rules';
    report({ path: [], code: 'removed-field', message, hint });
  };
  return { ...list(anything, { rule }), removed: true };
}

const authentication = object(
  { mode: oneOf('disabled', 'required', 'test-always-fail') },
  {
    required: ['mode'],
    rule: (value, report) => {
      if (!isObject(value) || value.mode !== 'required') return;
      const message = 'authentication cannot be seen here: the connection is taken to be authenticated';
      report({ path: ['mode'], code: 'authentication-assumed', message, severity: 'warning' });
    },
  },
);

function peers(section: Section, reading: Reading): Properties {
  const word = section.startsWith('ingress') ? 'from' : 'to';
  const isDenial = section.endsWith('Deny');
  const both: Properties = {
    [`${word}Endpoints`]: list(endpointSelector(reading)),
    [`${word}Nodes`]: list(ciliumSelector),
    [`${word}CIDR`]: cidrs,
    [`${word}CIDRSet`]: cidrRules,
    [`${word}Entities`]: list(entity(reading)),
    [`${word}Groups`]: groups,
  };
  if (word === 'from') return both;
  return { ...both, toServices: list(service), ...(isDenial ? {} : { toFQDNs: nameSelectors }) };
}

/** At most one kind of peer in an item, ICMP or ports, and what the agent's flags do not support. */
function itemRule(names: readonly string[], { options }: Reading): Rule {
  return (value, report) => {
    if (!isObject(value)) return;
    const set = names.filter((name) => itemsOf(value[name]).length > 0);
    const wrong = (field: string, code: string, message: string, hint?: string) =>
      report({
        path: [field],
        code,
        message: `Invalid value: ${message}`,
        ...(hint === undefined ? {} : { hint }),
      });
    if (set.length > 1)
      wrong(
        set[1],
        'several-peer-kinds',
        `combining ${set.join(' and ')} is not supported`,
        'make two items of the list',
      );
    const nodes = set.find((name) => name.endsWith('Nodes'));
    if (nodes !== undefined && options.nodeSelectorLabels === 'false')
      wrong(nodes, 'node-labels-off', `${nodes} needs node labels in identities (option nodeSelectorLabels)`);
    if (itemsOf(value.icmps).length === 0) return;
    if (options.enableICMPRules === 'false')
      wrong('icmps', 'icmp-rules-off', 'ICMP rules are off (option enableICMPRules)');
    if (itemsOf(value.toPorts).length > 0)
      wrong('icmps', 'icmp-with-ports', 'icmps cannot go with toPorts', 'make two items of the list');
  };
}

/** An item of one of the four lists of rules. */
export function ruleItem(section: Section, reading: Reading): Schema {
  const own = peers(section, reading);
  const word = section.startsWith('ingress') ? 'from' : 'to';
  const fields: Properties = {
    ...own,
    [`${word}Requires`]: requires(reading),
    toPorts: toPorts(section, reading),
    icmps,
    ...(section.endsWith('Deny') ? {} : { authentication }),
  };
  return object(fields, { rule: itemRule(Object.keys(own), reading) });
}
