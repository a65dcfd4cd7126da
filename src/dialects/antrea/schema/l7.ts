import { list, object, oneOf, type Schema, text } from '../../shared/schema.ts';
import { type Rule, shown } from '../../shared/violation.ts';
import { exactlyOne } from './alone.ts';

const methods = ['GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'TRACE', 'OPTIONS', 'CONNECT', 'PATCH'] as const;

/** convertContent (pkg/agent/controller/networkpolicy/l7engine/reconciler.go) looks at the two ends only. */
const innerStar: Rule = (value, report) => {
  if (typeof value !== 'string' || !value.slice(1, -1).includes('*')) return;
  const message = `${shown(value)}: a * that is neither the first nor the last character stands for itself`;
  report({ path: [], code: 'inner-star', message, severity: 'warning' });
};

/** Suricata's buffer of the host is in lower case and has no port, and what is sought in it is compared as it is. */
const hostRule: Rule = (value, report) => {
  innerStar(value, report);
  if (typeof value !== 'string' || value.slice(1, -1).includes('*')) return;
  const plain = value.toLowerCase().replace(/:\d*$/, '');
  if (plain === value) return;
  const message = `${shown(value)}: hosts are compared in lower case and without a port: no request matches`;
  report({
    path: [],
    code: 'host-never-matches',
    message,
    hint: `Write ${shown(plain)}`,
    severity: 'warning',
  });
};

const content = text({ rule: innerStar });

export const l7Protocols: Schema = list(
  object(
    {
      http: object({ host: text({ rule: hostRule }), method: oneOf(...methods), path: content }),
      tls: object({ sni: content }),
    },
    { rule: exactlyOne('http', 'tls') },
  ),
);
