import { describe, expect, it } from 'vitest';
import { nameWitnesses } from '../../src/compare/pairs/domain.ts';
import { type Prefix, prefixTree } from '../../src/compare/pairs/outside.ts';
import { formatAddress } from '../../src/net/address.ts';
import { formatCidr } from '../../src/net/cidr.ts';
import { network, pod } from '../ir/build.ts';
import { inventoryOf } from './random-cluster.ts';

/** `PREFIX in PARENT: an address of it that is outside`. */
function tree(cidrs: readonly string[], held: readonly string[] = []): readonly string[] {
  const inventory = inventoryOf(held.map((ip, index) => pod(`a/p${index}`, ip)));
  return prefixTree(
    cidrs.map((text) => network(text).cidr),
    inventory,
  ).map(text);
}

function text({ cidr, parent, sample }: Prefix): string {
  const above = parent === undefined ? '' : ` in ${formatCidr(parent.cidr)}`;
  return `${formatCidr(cidr)}${above}: ${sample === undefined ? 'none' : formatAddress(sample)}`;
}

describe('the parts of the outside', () => {
  it('are both families without any policy', () => {
    expect(tree([])).toEqual(['0.0.0.0/0: 0.0.0.1', '::/0: ::1']);
  });

  it('nest', () => {
    expect(tree(['10.1.0.0/16', '10.0.0.0/8', '10.1.0.0/16', '10.2.0.0/16', 'fd00::/8'])).toEqual([
      '0.0.0.0/0: 0.0.0.1',
      '10.0.0.0/8 in 0.0.0.0/0: 10.0.0.0',
      '10.1.0.0/16 in 10.0.0.0/8: 10.1.0.0',
      '10.2.0.0/16 in 10.0.0.0/8: 10.2.0.0',
      '::/0: ::1',
      'fd00::/8 in ::/0: fd00::',
    ]);
  });

  it('have no address where smaller prefixes cover them, or somebody holds them all', () => {
    const cidrs = ['10.0.0.0/30', '10.0.0.0/31', '10.0.0.2/31', '10.0.0.9/32'];
    expect(tree(cidrs, ['10.0.0.0', '10.0.0.9', '10.0.0.2'])).toEqual([
      '0.0.0.0/0: 0.0.0.1',
      '10.0.0.0/30 in 0.0.0.0/0: none',
      '10.0.0.0/31 in 10.0.0.0/30: 10.0.0.1',
      '10.0.0.2/31 in 10.0.0.0/30: 10.0.0.3',
      '10.0.0.9/32 in 0.0.0.0/0: none',
      '::/0: ::1',
    ]);
  });

  it('reach to the last address', () => {
    expect(tree(['255.255.255.254/31', '255.255.255.255/32'], ['255.255.255.254'])).toContain(
      '255.255.255.254/31 in 0.0.0.0/0: none',
    );
  });
});

it('finds one name for each way in which patterns match', () => {
  const exact = (name: string) => ({ text: name, tokens: [{ token: 'text' as const, text: name }] });
  const below = (name: string) => ({
    text: `*.${name}`,
    tokens: [{ token: 'labels' as const }, { token: 'text' as const, text: name }],
  });
  const patterns = [exact('x.org'), below('x.org'), exact('a.x.org'), below('x.org')];
  expect(nameWitnesses(patterns)).toEqual([
    { label: 'x.org', name: 'x.org' },
    { label: '*.x.org', name: 'xx.x.org' },
    { label: 'a.x.org', name: 'a.x.org' },
  ]);
});
