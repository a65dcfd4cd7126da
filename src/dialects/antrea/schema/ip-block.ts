import { cidrCovers } from '../../../net/cidr.ts';
import { cidrRule, readCidr } from '../../shared/cidr.ts';
import { invalid, list, object, type Schema, text } from '../../shared/schema.ts';
import { isObject, itemsOf, type Rule } from '../../shared/violation.ts';

/** Each exception lies inside the block and is smaller than it (validateIPBlock). */
const exceptRule: Rule = (value, report) => {
  const { cidr, except } = isObject(value) ? value : {};
  const block = typeof cidr === 'string' ? readCidr(cidr)?.cidr : undefined;
  for (const [index, item] of itemsOf(except).entries()) {
    const hole = typeof item === 'string' ? readCidr(item)?.cidr : undefined;
    if (block === undefined || hole === undefined) continue;
    if (cidrCovers(block, hole) && hole.length > block.length) continue;
    report(invalid(['except', index], 'except-outside-cidr', item, `must be a strict subset of ${cidr}`));
  }
};

const cidr = text({ rule: cidrRule('custom') });

export const ipBlock: Schema = object({ cidr, except: list(cidr) }, { required: ['cidr'], rule: exceptRule });

/** Is it a block of group addresses (224.0.0.0/4, ff00::/8)? Undefined for what is no CIDR. */
export function isMulticast(block: unknown): boolean | undefined {
  const text = isObject(block) ? block.cidr : undefined;
  const read = typeof text === 'string' ? readCidr(text) : undefined;
  if (read === undefined) return undefined;
  return ['224.0.0.0/4', 'ff00::/8'].some((range) => {
    const group = readCidr(range)?.cidr;
    return group !== undefined && cidrCovers(group, read.cidr);
  });
}
