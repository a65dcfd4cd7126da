import { Protocol } from '../../../net/protocol.ts';
import { invalid, list, object, type Schema, text } from '../../shared/schema.ts';
import type { Rule } from '../../shared/violation.ts';
import { fieldsOf, protocolNumber } from './rules.ts';

/** HTTPMatch of projectcalico.org/v3, with what the validator asks of it (libcalico-go/lib/validator/v3). */

/** One of the two, a path from the root without query and fragment. */
const pathRule: Rule = (value, report) => {
  const { exact = '', prefix = '' } = fieldsOf(value);
  if (typeof exact !== 'string' || typeof prefix !== 'string') return;
  if ((exact === '') === (prefix === '')) {
    const message = 'Invalid value: exactly one of exact and prefix must be set';
    report({ path: [], code: 'http-path-form', message });
    return;
  }
  const [field, path] = exact === '' ? (['prefix', prefix] as const) : (['exact', exact] as const);
  if (path.startsWith('/') && !/[?# ]/.test(path)) return;
  report(invalid([field], 'invalid-http-path', path, 'must start with / and hold no ?, # or blank'));
};

const path = object({ exact: text({ max: 1024 }), prefix: text({ max: 1024 }) }, { rule: pathRule });

export const http: Schema = object({
  methods: list(text(), { max: 20, unique: true }),
  paths: list(path, { max: 20 }),
});

export function httpRule(direction: 'ingress' | 'egress'): Rule {
  return (value, report) => {
    const { http, action, protocol } = fieldsOf(value);
    if (http === undefined) return;
    const wrong =
      direction === 'egress'
        ? 'Forbidden: http is only for ingress rules'
        : action !== 'Allow'
          ? 'Forbidden: http is only for Allow rules'
          : protocol !== undefined && protocolNumber(protocol) !== Protocol.tcp
            ? 'Invalid value: http needs protocol TCP, or none'
            : undefined;
    if (wrong !== undefined) report({ path: ['http'], code: 'misplaced-http', message: wrong });
  };
}
