import { describe, expect, it } from 'vitest';
import { builtinSource } from '../../src/diagnostics/source.ts';
import { castEntities } from '../../src/inventory/entities.ts';
import { LabelledPods } from '../../src/inventory/labelled-pods.ts';
import type { PodRecord, ServiceRecord } from '../../src/inventory/record.ts';
import { Records } from '../../src/inventory/records.ts';
import { Report } from '../../src/inventory/report.ts';
import { resolveServices } from '../../src/inventory/services.ts';

let looks = 0;

/** Labels that count who looks at them. */
class CountedLabels extends Map<string, string> {
  override get(key: string): string | undefined {
    looks++;
    return super.get(key);
  }
}

function pod(name: string, labels: Readonly<Record<string, string>>, namespace = 'shop'): PodRecord {
  return {
    ...{ cluster: 'default', namespace, name, labels: new CountedLabels(Object.entries(labels)) },
    ...{ serviceAccount: 'default', node: '', hostNetwork: false, addresses: [], ports: [] },
    ...{ ready: true, state: 'live', isObject: true, source: builtinSource('test') },
  };
}

const asking = (labels: Readonly<Record<string, string>>, namespace = 'shop') => ({
  ...{ cluster: 'default', namespace, labels: new Map(Object.entries(labels)) },
});

describe('pods by label', () => {
  const pods = [
    pod('a', { app: 'x', tier: 'front' }),
    pod('b', { app: 'x' }),
    pod('c', { app: 'y', tier: 'front' }),
    pod('d', { app: 'x', tier: 'front' }, 'other'),
    pod('e', { tier: 'front', app: 'x' }),
  ];

  it.each([
    [{ app: 'x' }, 'shop', 'a b e'],
    [{ app: 'x', tier: 'front' }, 'shop', 'a e'],
    [{ tier: 'front' }, 'other', 'd'],
    [{ app: 'x', constructor: 'y' }, 'shop', ''],
    [{}, 'shop', 'a b c e'],
    [{ app: 'x' }, 'empty', ''],
  ])('are those with all of %j in %s, in their order', (labels, namespace, names) => {
    const question = asking(labels, namespace);
    const found = new LabelledPods([asking({ app: 'y' }), question], pods).with(question);
    expect([...found].map(({ name }) => name).join(' ')).toBe(names);
  });
  it('are looked at by those that ask for a rare label of theirs, not by all', () => {
    const many = Array.from({ length: 1000 }, (_, i) => pod(`p${i}`, { app: `a${i}`, tier: 'front' }));
    const questions = many.map(({ name }) => asking({ tier: 'front', app: `a${name.slice(1)}` }));
    const found = new LabelledPods(questions, many);
    looks = 0;
    for (const question of questions) expect([...found.with(question)]).toHaveLength(1);
    expect(looks).toBe(2 * questions.length);
  });
  it('are looked at by services in the same way', () => {
    const records = new Records(new Report());
    for (let i = 0; i < 1000; i++) {
      records.pods.add(pod(`p${i}`, { app: `a${i}`, tier: 'front' }));
      records.services.add(service(`s${i}`, { tier: 'front', app: `a${i}` }));
    }
    const cast = castEntities(records, 'default');
    looks = 0;
    expect(resolveServices(records, cast, 'default')).toHaveLength(1000);
    expect(looks).toBeLessThanOrEqual(4000);
  });
});

function service(name: string, selector: Readonly<Record<string, string>>): ServiceRecord {
  return {
    ...asking({}),
    ...{ name, selector: new Map(Object.entries(selector)), publishNotReady: false, endpoints: [] },
    ...{ clusterAddresses: [], addresses: [], source: builtinSource('test') },
    ports: [{ name: '', protocol: 6, port: 80, targetPort: 8080, nodePort: 0 }],
  };
}
