import { expect, it } from 'vitest';
import { benchPods, clusterJson } from '../../../bench/cluster.ts';
import { PodEdits, PolicyEdits } from '../../../bench/live-edits.ts';
import { policiesJson } from '../../../bench/policies.ts';
import { Random } from '../../../bench/random.ts';
import { type LiveEdit, LiveTables } from '../../../src/compile/live/live-tables.ts';
import { CompiledJudge } from '../../../src/engine/compiled.ts';
import { type Judge, ReferenceJudge } from '../../../src/engine/judge.ts';
import { LiveJudge } from '../../../src/engine/live.ts';
import { LivePolicies } from '../../../src/engine/live-policies.ts';
import { inventoryFromManifests } from '../../../src/inventory/build.ts';
import type { Inventory } from '../../../src/inventory/inventory.ts';
import type { Connection } from '../../../src/ir/connection.ts';
import type { Entity } from '../../../src/ir/entity.ts';
import type { Manifest } from '../../../src/manifest/manifest.ts';
import { parseManifests } from '../../../src/manifest/parse.ts';
import { addressKey, type IpAddress, ipv4 } from '../../../src/net/address.ts';
import { regionOf } from './memory.ts';

const pods = benchPods(160, 20);
const { inventory } = inventoryFromManifests(parseManifests(clusterJson(pods), 'cluster.json').manifests);
const manifestOf = (item: object, i: number) =>
  parseManifests(JSON.stringify(item), `${i}.json`).manifests[0];
const ports = [8080, 8081, 5432, 53, 23, 9090, 443, 20_007];

it.each([1, 2, 3])(
  'follows a cluster of pods and policies of Kubernetes, seed %i',
  { timeout: 300_000 },
  (seed) => {
    const random = new Random(seed);
    const items: readonly object[] = JSON.parse(policiesJson(80, pods)).items;
    const inForce: (Manifest | undefined)[] = items.map(manifestOf);
    const present = () => inForce.filter((manifest) => manifest !== undefined);
    const policies = new LivePolicies({ engine: 'kubernetes', manifests: present(), inventory });
    const live = new LiveJudge(new LiveTables(policies.lower(present()).set, inventory, regionOf));
    const podEdits = new PodEdits(
      inventory.entities.filter(({ kind }) => kind === 'pod'),
      random,
    );
    const policyEdits = new PolicyEdits(items, random);
    const entities = new Set(inventory.entities);
    let answered = 0;
    let rebuilt = 0;
    for (let step = 0; step < 60; step++) {
      const edit = step % 3 === 2 ? editPolicies() : podEdits.next();
      for (const entity of edit.removed ?? []) entities.delete(entity);
      for (const entity of edit.added ?? []) entities.add(entity);
      if (live.edit(edit).rebuilt !== undefined) rebuilt++;
      if (step % 6 === 5) answered += compare(live, now(inventory, [...entities]), random);
    }
    expect(rebuilt).toBeLessThan(3);
    expect(answered).toBeGreaterThan(10_000);

    function editPolicies(): LiveEdit {
      const { at, item } = policyEdits.next();
      inForce[at] = item && manifestOf(item, at);
      return { set: policies.lower(present()).set };
    }
  },
);

/** Asks about every pod, towards some others and outside addresses and from them. Returns how often the tables answered. */
function compare(live: LiveJudge, at: Inventory, random: Random): number {
  const judges: readonly Judge[] = [live, new CompiledJudge(live.set, at), new ReferenceJudge(live.set)];
  const outside = [ipv4(0xcb007105), ipv4(0xc0000201), ipv4(0x0a000001)];
  const ends = [...outside, ...at.entities.flatMap(({ addresses }) => addresses)];
  const party = (address: IpAddress) => ({ address, entities: at.holders(address) });
  let answered = 0;
  for (const source of ends) {
    for (let i = 0; i < 8; i++) {
      const destination = ends[random.below(ends.length)];
      if (source.family !== destination.family) continue;
      const connection: Connection = {
        source: party(source),
        destination: party(destination),
        protocol: random.chance(0.7) ? 6 : 17,
        sourcePort: 40_000,
        destinationPort: ports[random.below(ports.length)],
        namesOf: () => [],
      };
      if (live.answers(connection)) answered++;
      const [ours, ...theirs] = judges.map((judge) => judge.judge(connection));
      for (const other of theirs) expect(shape(ours)).toEqual(shape(other));
    }
  }
  return answered;
}

/** What was decided and by whom, with things by their names. */
function shape({ verdict, reason, decidedAt, decider, egress, ingress }: ReturnType<Judge['judge']>) {
  const of = (one: typeof decider) => {
    if (one.by === 'rule') return [one.rule.policy.ref, one.rule.direction, one.rule.index, one.rule.name];
    return one.by === 'default' ? 'default' : [one.stage.name, one.isolatedBy.map(({ ref }) => ref)];
  };
  const sides = [egress, ingress].map((side) => side && [side.verdict, side.subject.name, of(side.decider)]);
  return [verdict, reason, decidedAt, of(decider), sides];
}

/** The inventory with other endpoints in it. */
function now(first: Inventory, entities: readonly Entity[]): Inventory {
  const holders = new Map<string, Entity[]>();
  for (const entity of entities) {
    for (const address of entity.addresses) {
      const key = addressKey(address);
      holders.set(key, [...(holders.get(key) ?? []), entity]);
    }
  }
  return {
    ...{ cluster: first.cluster, namespaces: first.namespaces, services: [], nodes: first.nodes, entities },
    ...{
      leftOutWorkloads: [],
      kubeApiservers: [],
      dnsFacts: [],
      serviceAt: () => undefined,
      service: () => undefined,
    },
    ...{ pod: () => undefined, node: () => undefined },
    holders: (address) => holders.get(addressKey(address)) ?? [],
  };
}
