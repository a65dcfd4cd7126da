import { list, object, type Schema, text } from '../../shared/schema.ts';
import { isObject, type Rule } from '../../shared/violation.ts';

const characters = /^[-a-zA-Z0-9_.]+$/;
const patternCharacters = /^[-a-zA-Z0-9_.*]+$/;

function nameRule(allowed: RegExp): Rule {
  return (value, report) => {
    if (typeof value !== 'string' || value === '' || allowed.test(value)) return;
    const message = `Invalid value: ${JSON.stringify(value)}: must be letters, digits, - _ and .${
      allowed === patternCharacters ? ', and the wildcard *' : ''
    }`;
    const hint = value.includes('*') && allowed === characters ? 'wildcards go into matchPattern' : undefined;
    report({ path: [], code: 'invalid-domain-name', message, ...(hint === undefined ? {} : { hint }) });
  };
}

const oneName: Rule = (value, report) => {
  if (!isObject(value)) return;
  const { matchName = '', matchPattern = '' } = value;
  if ((matchName === '') !== (matchPattern === '')) return;
  const message = 'Invalid value: exactly one of matchName and matchPattern must be set';
  report({ path: [], code: 'not-exactly-one', message });
};

/** An item of toFQDNs and of DNS rules. */
export const nameSelectors: Schema = list(
  object(
    {
      matchName: text({ max: 255, rule: nameRule(characters) }),
      matchPattern: text({ max: 255, rule: nameRule(patternCharacters) }),
    },
    { rule: oneName },
  ),
);

const serverNameRule: Rule = (value, report) => {
  if (value === '')
    report({ path: [], code: 'empty-server-name', message: 'Empty server name is not allowed' });
  nameRule(patternCharacters)(value, report);
};

export const serverNames: Schema = list(text({ max: 255, rule: serverNameRule }));
