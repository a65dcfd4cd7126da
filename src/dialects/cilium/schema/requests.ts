import { anything, list, object, oneOf, type Schema, text } from '../../shared/schema.ts';
import { isObject, itemsOf, type Rule } from '../../shared/violation.ts';
import { kafkaKeys } from '../kafka.ts';
import { wholeMatch } from '../regex.ts';
import type { Release } from '../release.ts';
import { nameSelectors } from './names.ts';

const regexRule: Rule = (value, report) => {
  if (typeof value !== 'string' || value === '' || wholeMatch(value) !== undefined) return;
  const message = `Invalid value: ${JSON.stringify(value)}: must be a regular expression of RE2`;
  report({ path: [], code: 'invalid-regex', message, hint: 'RE2 has no look-around and no back-references' });
};

const regex = text({ rule: regexRule });

const headerMatch = object(
  {
    name: text(),
    value: text(),
    secret: object({ namespace: text(), name: text() }, { required: ['name'] }),
    mismatch: oneOf('', 'LOG', 'ADD', 'DELETE', 'REPLACE'),
  },
  {
    required: ['name'],
    rule: (value, report) => {
      if (!isObject(value) || value.secret === undefined || (value.value ?? '') !== '') return;
      const message = 'the value is in a secret, which is not read here: the header never matches';
      report({ path: ['secret'], code: 'secret-not-read', message, severity: 'warning' });
    },
  },
);

const http = list(
  object({
    path: regex,
    method: regex,
    host: regex,
    headers: list(text()),
    headerMatches: list(headerMatch),
  }),
);

const kafkaItem: Rule = (value, report) => {
  if (!isObject(value)) return;
  const { role = '', apiKey = '', topic = '' } = value;
  if (role !== '' && apiKey !== '') {
    report({
      path: ['role'],
      code: 'kafka-role-and-key',
      message: 'Invalid value: role cannot go with apiKey',
    });
  }
  if (typeof apiKey === 'string' && apiKey !== '' && !kafkaKeys.includes(apiKey.toLowerCase())) {
    const message = `Invalid value: ${JSON.stringify(apiKey)}: must be the name of a Kafka API`;
    report({ path: ['apiKey'], code: 'kafka-api-key', message });
  }
  if (typeof topic === 'string' && !/^[a-zA-Z0-9._-]{0,255}$/.test(topic)) {
    const message = 'Invalid value: must be at most 255 letters, digits, dots, - and _';
    report({ path: ['topic'], code: 'kafka-topic', message });
  }
};

const kafka = list(
  object(
    {
      role: oneOf('produce', 'consume'),
      apiKey: text(),
      apiVersion: text(),
      clientID: text(),
      topic: text(),
    },
    { rule: kafkaItem },
  ),
);

/** Pruned by an API server that no longer knows it, such a rule would allow every request. */
const removedRule: Rule = (_, report) => {
  report({
    path: [],
    code: 'removed-field',
    message:
      'Kafka and generic L7 rules were removed in Cilium 1.20: without them this rule would allow every request',
    hint: 'Remove the rule, or judge it as an older release does, such as --engine cilium@1.19',
  });
};

const removed: Schema = { rule: removedRule, removed: true };

const kinds = ['http', 'kafka', 'dns', 'l7proto'] as const;

const oneKind: Rule = (value, report) => {
  if (!isObject(value)) return;
  const set = kinds.filter((kind) => (value[kind] ?? '') !== '');
  if (set.length > 1) {
    const message = `Invalid value: multiple kinds of L7 rules in one item: ${set.join(' and ')}`;
    report({ path: [], code: 'several-l7-kinds', message });
  }
  if (itemsOf(value.l7).length > 0 && (value.l7proto ?? '') === '') {
    report({ path: ['l7'], code: 'missing-field', message: 'Required value: l7 needs l7proto' });
  }
};

const genericRule: Rule = (value, report) => {
  if (value === '') return;
  const message = 'rules of generic L7 parsers are not modelled: no request is known to match them';
  report({ path: [], code: 'l7-not-modelled', message, severity: 'warning' });
};

export function requestRules(release: Release): Schema {
  const former = release.kafka
    ? { kafka, l7proto: text({ rule: genericRule }), l7: list(anything) }
    : { kafka: removed, l7proto: removed, l7: removed };
  return object({ http, dns: nameSelectors, ...former }, { rule: oneKind });
}
