import { parseAddress } from '../../../net/address.ts';
import { cidrCovers, parseCidr } from '../../../net/cidr.ts';
import { invalid, list, object, type Schema, text } from '../../shared/schema.ts';
import { isObject, itemsOf, type Rule } from '../../shared/violation.ts';
import { ciliumSelector } from './selector.ts';

/** The agent reads CIDRs with Go's netip: host bits are cleared, leading zeros are refused. */
const cidrRule: Rule = (value, report) => {
  if (typeof value !== 'string' || parseCidr(value) !== undefined) return;
  const hint = parseAddress(value) === undefined ? undefined : 'add the length of the prefix';
  report(invalid([], 'invalid-cidr', value, 'must be a CIDR, such as 192.0.2.0/24', hint));
};

/** fromCIDR and toCIDR take a bare address too. */
const cidrOrAddress: Rule = (value, report) => {
  if (typeof value === 'string' && parseAddress(value) === undefined) cidrRule(value, report);
};

const forms = ['cidr', 'cidrGroupRef', 'cidrGroupSelector'] as const;

const oneForm: Rule = (value, report) => {
  if (!isObject(value)) return;
  const set = forms.filter((field) => (value[field] ?? '') !== '');
  if (set.length === 1) return;
  const has = set.length === 0 ? 'none is set' : `${set.join(' and ')} are set`;
  const message = `Invalid value: exactly one of ${forms.join(', ')} must be set: ${has}`;
  report({ path: [], code: 'not-exactly-one', message });
};

/** Of a group the exceptions need not be inside. */
const exceptRule: Rule = (value, report) => {
  const { cidr, except } = isObject(value) ? value : {};
  const block = typeof cidr === 'string' ? parseCidr(cidr)?.cidr : undefined;
  if (block === undefined) return;
  for (const [index, item] of itemsOf(except).entries()) {
    const hole = typeof item === 'string' ? parseCidr(item)?.cidr : undefined;
    if (hole === undefined || cidrCovers(block, hole)) continue;
    report(invalid(['except', index], 'except-outside-cidr', item, `must lie inside ${cidr}`));
  }
};

const cidr = text({ rule: cidrRule });

export const cidrs: Schema = list(text({ rule: cidrOrAddress }));

export const cidrRules: Schema = list(
  object(
    {
      cidr,
      cidrGroupRef: text({ max: 253 }),
      cidrGroupSelector: ciliumSelector,
      except: list(cidr),
    },
    { rule: [oneForm, exceptRule] },
  ),
);

export const cidrGroupSpec: Schema = object({ externalCIDRs: list(cidr) }, { required: ['externalCIDRs'] });
