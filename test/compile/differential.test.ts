import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileTrees } from '../../src/compile/compile-lookup.ts';
import { CompiledJudge } from '../../src/engine/compiled.ts';
import { type Judgement, ReferenceJudge } from '../../src/engine/judge.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Connection } from '../../src/ir/connection.ts';
import type { PolicySet } from '../../src/ir/policy.ts';
import { addressKey, type IpAddress, sameAddress } from '../../src/net/address.ts';
import { worlds } from '../compare/random.ts';
import { inventoryOf } from '../compare/random-cluster.ts';
import { address } from '../ir/build.ts';

const runs = process.env.TIERWALL_EXHAUSTIVE === '1' ? 20_000 : 100;

const outside = [
  '10.0.0.200',
  '10.0.1.1',
  '192.0.2.7',
  '192.0.2.200',
  '198.51.100.1',
  'fd00::99',
  '2001:db8::1',
].map(address);
const named = address('192.0.2.7');

const traffic: readonly Pick<Connection, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmp'>[] = [
  ...[1, 53, 79, 80, 81, 1024, 8080, 9000, 9001, undefined].flatMap((destinationPort) =>
    [6, 17].flatMap((protocol) =>
      [53, 40000].map((sourcePort) => ({ protocol, sourcePort, destinationPort })),
    ),
  ),
  { protocol: 136, sourcePort: 5000, destinationPort: 80 },
  { protocol: 132, sourcePort: 5000, destinationPort: 80 },
  ...[1, 58].flatMap((protocol) =>
    [
      [8, 0],
      [3, 4],
      [3, 1],
      [128, 0],
      [133, 0],
      [136, 0],
      [136, 1],
      [0, 0],
    ].map(([type, code]) => ({
      protocol,
      icmp: { type, code },
    })),
  ),
  { protocol: 1 },
  ...[47, 89, 2].map((protocol) => ({ protocol })),
];

it('says what the reference says, for every pair of addresses and all traffic', {
  timeout: 3_600_000,
}, () => {
  let compared = 0;
  fc.assert(
    fc.property(worlds, fc.boolean(), ({ entities, sets }, withName) => {
      const inventory = inventoryOf(entities);
      for (const set of sets) compared += compare(set, inventory, withName);
    }),
    { numRuns: runs, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(runs * 100);
});

/** Returns the number of questions that tables and trees answered. */
function compare(set: PolicySet, inventory: Inventory, withName: boolean): number {
  const reference = new ReferenceJudge(set);
  const compiled = [new CompiledJudge(set, inventory), new CompiledJudge(set, inventory, compileTrees)];
  const held = inventory.entities.flatMap(({ addresses }) => addresses);
  const ends = [...new Map([...held, ...outside].map((one) => [addressKey(one), one])).values()];
  const party = (end: IpAddress) => ({ address: end, entities: inventory.holders(end) });
  let answered = 0;
  for (const source of ends) {
    for (const destination of ends) {
      if (source.family !== destination.family) continue;
      for (const one of traffic) {
        const connection: Connection = {
          source: party(source),
          destination: party(destination),
          ...one,
          namesOf: (end) => (withName && sameAddress(end, named) ? ['www.example.org'] : []),
        };
        const theirs = shape(reference.judge(connection));
        // Comparing texts is much faster than toEqual, which then shows the difference.
        const expected = JSON.stringify(theirs);
        for (const judge of compiled) {
          if (judge.answers(connection)) answered++;
          const ours = shape(judge.judge(connection));
          if (JSON.stringify(ours) !== expected) expect(ours).toEqual(theirs);
        }
      }
    }
  }
  return answered;
}

/** With things by identity in place of their contents, which may be large. */
const ids = new WeakMap<object, number>();
let nextId = 0;
function idOf(thing: object): number {
  const known = ids.get(thing) ?? nextId++;
  ids.set(thing, known);
  return known;
}

function shape({ egress, ingress, forwarded, decider, ...rest }: Judgement) {
  return {
    ...rest,
    decider: deciderShape(decider),
    egress: sideShape(egress),
    ingress: sideShape(ingress),
    forwarded: forwarded?.map((side) => ({ direction: side.direction, ...sideShape(side) })),
  };
}

function sideShape(side: Judgement['egress']) {
  return (
    side && {
      subject: idOf(side.subject),
      verdict: side.verdict,
      decider: deciderShape(side.decider),
      dependsOnRequest: side.dependsOnRequest,
    }
  );
}

function deciderShape(decider: Judgement['decider']) {
  if (decider.by === 'rule') return idOf(decider.rule);
  if (decider.by === 'default') return 'default';
  return [idOf(decider.stage), ...decider.isolatedBy.map(idOf)];
}
