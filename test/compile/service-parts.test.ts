import { describe, expect, it } from 'vitest';
import type { Frontend } from '../../src/compile/frontends.ts';
import { mostListedBackends, serviceParts } from '../../src/compile/service-parts.ts';
import type { PolicyTables } from '../../src/compile/tables.ts';
import { mostBackends } from '../../src/kernels/image-layout.ts';
import { ipv4 } from '../../src/net/address.ts';

const tables = { placeOf: ({ w3 }) => ({ id: w3 & 0xffff }) } as Pick<
  PolicyTables,
  'placeOf'
> as PolicyTables;
const tcp = 6;

/** At an address of its own, with so many backends. */
function frontend(number: number, count: number): Frontend {
  const backends = Array.from({ length: count }, (_, n) => ({ address: ipv4(n), port: 8080 }));
  return { address: ipv4(number), protocol: tcp, port: 80, backends };
}

describe('the backends of services in an image', () => {
  it('are bounded, however many an inventory names', () => {
    const [first, ...others] = Array.from({ length: mostListedBackends / mostBackends + 9 }, (_, n) =>
      frontend(n, mostBackends),
    );
    const parts = serviceParts(tables, [first, ...others, { ...first, port: 81 }]);
    const lists = mostListedBackends / mostBackends;
    expect(parts?.lists.length).toBe(lists * (1 + 2 * mostBackends));
    // A list that is there already takes no more room.
    const taken = parts
      ?.cells(64)
      .filter((_, word) => word % 4 === 2)
      .filter((list) => list !== 0);
    expect(taken?.length).toBe(lists + 1);
  });

  it('leave out service ports with none or too many', () => {
    expect(serviceParts(tables, [frontend(1, 0), frontend(2, mostBackends + 1)])).toBeUndefined();
  });
});
