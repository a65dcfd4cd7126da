import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LiveTables } from '../../../src/compile/live/live-tables.ts';
import { CompiledJudge } from '../../../src/engine/compiled.ts';
import { type Judgement, ReferenceJudge } from '../../../src/engine/judge.ts';
import { LiveJudge } from '../../../src/engine/live.ts';
import type { Connection } from '../../../src/ir/connection.ts';
import { addressKey, type IpAddress } from '../../../src/net/address.ts';
import { inventoryOf } from '../../compare/random-cluster.ts';
import { ImageView } from './image-view.ts';
import { regionOf } from './memory.ts';
import { histories, outside, State } from './states.ts';

const runs = process.env.TIERWALL_EXHAUSTIVE === '1' ? 5000 : 30;

const traffic: readonly Pick<Connection, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmp'>[] = [
  ...[1, 53, 80, 1024, 8080, 9001].flatMap((destinationPort) =>
    [6, 17].map((protocol) => ({ protocol, sourcePort: 40_000, destinationPort })),
  ),
  { protocol: 6, sourcePort: 53, destinationPort: 80 },
  { protocol: 136, sourcePort: 5000, destinationPort: 80 },
  ...[8, 3, 133].map((type) => ({ protocol: 1, icmp: { type, code: 4 } })),
  { protocol: 58, icmp: { type: 128, code: 0 } },
  { protocol: 58, icmp: { type: 136, code: 0 } },
  { protocol: 47 },
];

it('answers after every edit as a fresh compile and the reference do, in the image too', {
  timeout: 3_600_000,
}, () => {
  const seen = { answered: 0, inPlace: 0, rebuilt: 0 };
  fc.assert(
    fc.property(histories, ({ first, pool, drafts, steps }) => {
      const state = new State(first, pool, drafts);
      const region: { current?: ReturnType<typeof regionOf> } = {};
      const tables = new LiveTables(state.set, inventoryOf(first), (bytes) => {
        region.current = regionOf(bytes);
        return region.current;
      });
      const live = new LiveJudge(tables);
      const view = new ImageView(tables, (region.current as ReturnType<typeof regionOf>).memory);
      compare(state, live, view, seen);
      for (const step of steps) {
        const { rebuilt } = live.edit(state.take(step));
        if (rebuilt === undefined) seen.inPlace++;
        else seen.rebuilt++;
        compare(state, live, view, seen);
      }
    }),
    { numRuns: runs },
  );
  expect(seen.answered).toBeGreaterThan(runs * 500);
  expect(seen.inPlace).toBeGreaterThan(seen.rebuilt);
  expect(seen.rebuilt).toBeGreaterThan(0);
});

function compare(state: State, live: LiveJudge, view: ImageView, seen: { answered: number }): void {
  const inventory = inventoryOf(state.entities);
  const judges = [live, new CompiledJudge(state.set, inventory), new ReferenceJudge(state.set)];
  const held = state.entities.flatMap(({ addresses }) => addresses);
  const ends = [...new Map([...held, ...outside].map((one) => [addressKey(one), one])).values()];
  const party = (end: IpAddress) => ({ address: end, entities: inventory.holders(end) });
  const namesOf = (end: IpAddress) => state.names.get(`${end.family} ${end.w0} ${end.w3}`) ?? [];
  for (const [source, destination] of ends.flatMap((from) => ends.map((to) => [from, to]))) {
    if (source.family !== destination.family) continue;
    for (const one of traffic) {
      const connection: Connection = {
        source: party(source),
        destination: party(destination),
        ...one,
        namesOf,
      };
      const [ours, ...theirs] = judges.map((judge) => JSON.stringify(shape(judge.judge(connection))));
      for (const other of theirs) if (ours !== other) expect(ours).toBe(other);
      if (!live.answers(connection)) continue;
      seen.answered++;
      view.check(source, destination, one);
    }
  }
}

const ids = new WeakMap<object, number>();
let nextId = 0;

/** A thing by identity in place of its contents, which may be large. */
function idOf(thing: object): number {
  const known = ids.get(thing) ?? nextId++;
  ids.set(thing, known);
  return known;
}

function shape({ egress, ingress, decider, ...rest }: Judgement) {
  return { ...rest, decider: deciderShape(decider), egress: sideShape(egress), ingress: sideShape(ingress) };
}

function sideShape(side: Judgement['egress']) {
  if (side === undefined) return undefined;
  const { subject, verdict, decider, dependsOnRequest } = side;
  return { subject: idOf(subject), verdict, decider: deciderShape(decider), dependsOnRequest };
}

function deciderShape(decider: Judgement['decider']) {
  if (decider.by === 'rule') return idOf(decider.rule);
  if (decider.by === 'default') return 'default';
  return [idOf(decider.stage), ...decider.isolatedBy.map(idOf)];
}
