import { parseAddress } from '../../../net/address.ts';
import type { Cidr } from '../../../net/cidr.ts';
import { readCidr } from '../../shared/cidr.ts';
import { invalid, type Schema } from '../../shared/schema.ts';
import { itemsOf, type Rule } from '../../shared/violation.ts';

type Net = Cidr | undefined;

/** A list is looked at by several checks and by lowering, and sets hold hundreds of thousands of CIDRs. */
const read = new WeakMap<readonly unknown[], readonly Net[]>();

/** The CIDR of each item, in its place; undefined for what is none. */
export function readNets(list: readonly unknown[]): readonly Net[] {
  let nets = read.get(list);
  if (nets === undefined) {
    nets = list.map((item) => (typeof item === 'string' ? readNet(item) : undefined));
    read.set(list, nets);
  }
  return nets;
}

/** The CIDRs of a list that validation has let pass. */
export function cidrsOf(list: readonly string[] | undefined): readonly Cidr[] {
  const nets = readNets(list ?? []);
  return nets.includes(undefined) ? nets.filter((net) => net !== undefined) : (nets as readonly Cidr[]);
}

/** A prefix, or one address as the prefix of itself. */
function readNet(value: string): Net {
  if (value.includes('/')) return readCidr(value)?.cidr;
  if (parseAddress(value) === undefined) return undefined;
  return readCidr(`${value}/${value.includes(':') ? 128 : 32}`)?.cidr;
}

type Bare = 'with-bare-addresses' | 'prefixes-only';

/** A list of CIDRs. Host bits are dropped. That of a rule takes no bare addresses, that of a set does. */
export function netList(bare: Bare, bounds: { readonly max?: number } = {}): Schema {
  const { max } = bounds;
  return {
    type: 'array',
    items: { type: 'string' },
    ...(max !== undefined && { maxItems: max }),
    rule: netsRule(bare),
  };
}

/** One check for the whole list: a call for each item would cost more than the reading. */
function netsRule(bare: Bare): Rule {
  return (value, report) => {
    const list = itemsOf(value);
    const nets = readNets(list);
    for (let index = 0; index < list.length; index++) {
      const item = list[index];
      if (typeof item !== 'string') continue;
      if (nets[index] === undefined) {
        report(invalid([index], 'invalid-cidr', item, 'must be a CIDR, such as 10.9.8.0/24'));
      } else if (bare === 'prefixes-only' && !item.includes('/')) {
        const suffix = item.includes(':') ? '/128' : '/32';
        report(invalid([index], 'invalid-cidr', item, 'must be a CIDR', `write ${item}${suffix}`));
      }
    }
  };
}
