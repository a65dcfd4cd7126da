import { describe, expect, it } from 'vitest';
import { isError } from '../../src/diagnostics/diagnostic.ts';
import { calico } from '../../src/dialects/calico/index.ts';
import type { Dialect } from '../../src/dialects/dialect.ts';
import { kubernetes } from '../../src/dialects/kubernetes/index.ts';
import { Members } from '../../src/dialects/shared/lint/members.ts';
import { unresolvedPorts } from '../../src/dialects/shared/lint/named-ports.ts';
import { firstRivals } from '../../src/dialects/shared/lint/rivals.ts';
import { emptySelections } from '../../src/dialects/shared/lint/selections.ts';
import { Steps } from '../../src/dialects/shared/lint/steps.ts';
import type { LoweredPolicy } from '../../src/dialects/shared/lowered.ts';
import type { Entity } from '../../src/ir/entity.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { entities, inventory } from './cluster.ts';
import { clusterNetworkPolicy, documents } from './objects.ts';

const names = Array.from({ length: 20 }, (_, at) => `port${at}`);

/** Policies without errors, for these entities. */
function lowerSound(dialect: Dialect, yaml: string, own: readonly Entity[]): void {
  const { manifests } = parseManifests(yaml, 'p.yaml');
  const world = { ...inventory, entities: own };
  const lowered = dialect.lower({
    manifests,
    inventory: world,
    resources: [],
    options: new Map(),
    version: '',
  });
  expect(lowered.diagnostics.filter(isError)).toEqual([]);
}

/** As often as the lists of ports of pods are read while a policy of so many rules with names is lowered. */
function readsOfPorts(rules: number): number {
  let reads = 0;
  const counted = entities.map(
    (entity): Entity => ({
      ...entity,
      get ports() {
        reads++;
        return entity.ports;
      },
    }),
  );
  const rule = `{action: Allow, protocol: TCP, destination: {ports: [${names}]}}`;
  const spec = `{selector: "has(app)", types: [Ingress], ingress: [${Array(rules).fill(rule).join(', ')}]}`;
  const yaml = `apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: {name: p}\nspec: ${spec}\n`;
  lowerSound(calico, yaml, counted);
  return reads;
}

describe('warnings of names of ports', () => {
  it('read the ports of each pod no more often for many rules than for few', () => {
    expect(readsOfPorts(2)).toBeGreaterThan(0);
    expect(readsOfPorts(40)).toBe(readsOfPorts(2));
  });
});

describe('looking for warnings', () => {
  const lowered = loweredPolicy();

  it('finds them with the steps that it has', () => {
    const members = new Members(entities);
    expect(emptySelections(lowered, members)).toHaveLength(1);
    expect(unresolvedPorts(lowered, members)).toHaveLength(1);
    expect(members.steps.areUsed).toBe(false);
  });

  it('ends where they are used up', () => {
    const members = new Members(entities, new Steps(0));
    expect(members.steps.areUsed).toBe(true);
    expect(emptySelections(lowered, members)).toEqual([]);
    expect(unresolvedPorts(lowered, members)).toEqual([]);
  });

  it('ends within one selector too, and then says nothing of it', () => {
    let asked = 0;
    const crowd = Array.from(
      { length: 1000 },
      (): Entity => ({
        ...entities[0],
        get labels() {
          asked++;
          return entities[0].labels;
        },
      }),
    );
    const nobody = { op: 'exists', attribute: { of: 'label', key: 'nobody' } } as const;
    expect(new Members(crowd, new Steps(1001)).someMatch(nobody)).toBe(false);
    asked = 0;
    expect(new Members(crowd, new Steps(10)).someMatch(nobody)).toBe(true);
    expect(asked).toBeLessThan(11);
  });

  it('asks only those who have a value that a selector names', () => {
    const crowd = (count: number) =>
      Array.from({ length: count }, (_, at): Entity => ({ ...entities[0], namespace: `n${at}` }));
    const expression = { op: 'in', attribute: { of: 'namespace' }, values: ['n7'] } as const;
    for (const count of [10, 10_000]) {
      const members = new Members(crowd(count), new Steps(2));
      expect(members.matching(expression)).toHaveLength(1);
      expect(members.steps.areUsed, `${count} entities`).toBe(false);
    }
  });
});

/** As often as labels are read while so many policies of one priority, each for an application of its own, are lowered. */
function readsOfLabels(policies: number): number {
  let reads = 0;
  const counted = entities.map(
    (entity): Entity => ({
      ...entity,
      get labels() {
        reads++;
        return entity.labels;
      },
    }),
  );
  const texts = Array.from({ length: policies }, (_, at) =>
    clusterNetworkPolicy(
      `{tier: Admin, priority: 5, subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: a${at}}}}}, egress: [{action: ${at % 2 === 0 ? 'Accept' : 'Deny'}, to: [{networks: [192.0.2.0/24]}]}]}`,
      `{name: p${at}}`,
    ),
  );
  lowerSound(kubernetes, documents(...texts), counted);
  return reads;
}

describe('warnings of ties', () => {
  it('ask no more for each policy where there are many of one priority', () => {
    expect(readsOfLabels(200)).toBeLessThan(6 * readsOfLabels(50));
  });
});

describe('firstRivals', () => {
  const subjectsOf = (item: number) => (item < 0 ? entities.slice(0, 2) : [entities[2 + (item % 5)]]);

  it('finds the first before each that has a subject in common and is a rival', () => {
    const items = [1, 2, 6, 11, -1, 16, -2];
    const isRival = (earlier: number, later: number) => earlier !== 1 && later !== 16;
    expect(firstRivals(items, { subjectsOf, isRival, steps: new Steps() })).toEqual([
      [6, 11],
      [-1, -2],
    ]);
  });

  it('asks no pair without a common subject', () => {
    let asked = 0;
    const isRival = () => {
      asked++;
      return false;
    };
    firstRivals([0, 1, 2, 3, 4, -1], { subjectsOf, isRival, steps: new Steps() });
    expect(asked).toBe(0);
  });

  it('finds nothing more where the steps are used up', () => {
    const crowd = Array<number>(1000).fill(-1);
    let asked = 0;
    const isRival = () => {
      asked++;
      return false;
    };
    firstRivals(crowd, { subjectsOf, isRival, steps: new Steps(2000) });
    expect(asked).toBeLessThan(2000);
  });
});

/** A policy with a peer that selects nobody, and a rule for a port that nobody has. */
function loweredPolicy(): LoweredPolicy {
  const source = entities[0].source;
  const policy = {
    ref: { tier: '', kind: 'P', namespace: '', name: 'p' },
    subject: { op: 'exists', attribute: { of: 'label', key: 'app' } },
    governs: ['egress'],
    source,
  } as const;
  const entity = { op: 'exists', attribute: { of: 'label', key: 'nobody' } } as const;
  const base = { policy, direction: 'egress', name: '', action: 'accept', source } as const;
  const rules = [
    { ...base, index: 0, remote: [{ entity, source }] },
    { ...base, index: 1, traffic: [{ protocols: [6], destinationPorts: [{ name: 'unknown' }] }] },
  ];
  return { policy, subjectSource: source, rules: { ingress: [], egress: rules } };
}
