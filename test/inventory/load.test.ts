import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildInventory } from '../../src/inventory/build.ts';
import { loadInventorySource } from '../../src/inventory/load.ts';
import { entityName } from '../../src/ir/entity.ts';

const folder = mkdtempSync(join(tmpdir(), 'tierwall-inventory-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('sources of an inventory', () => {
  writeFileSync(
    join(folder, 'a.yaml'),
    'cluster: {name: east, pods: [{namespace: a, name: y, ips: [10.0.0.1]}]}\n',
  );
  writeFileSync(
    join(folder, 'b.json'),
    '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "a"}, "status": {"podIP": "10.0.0.2"}}',
  );
  writeFileSync(join(folder, 'c.yaml'), 'neither: nor\n');

  it('may mix objects and short forms; other documents are errors', async () => {
    const { source, diagnostics, files } = await loadInventorySource([folder]);
    expect(files).toHaveLength(3);
    expect(diagnostics.map(({ code }) => code)).toEqual(['not-a-kubernetes-object']);
    const { inventory } = buildInventory([source]);
    expect(inventory.entities.map((entity) => entityName(entity, 'east'))).toEqual(['a/p', 'a/y']);
  });
  it('of further clusters bear the name that they were given', async () => {
    const local = await loadInventorySource([folder]);
    const west = await loadInventorySource([join(folder, 'a.yaml'), join(folder, 'b.json')], 'west');
    const { inventory } = buildInventory([local.source, west.source]);
    expect(inventory.cluster).toBe('east');
    expect(inventory.entities.map((entity) => entityName(entity, 'east'))).toEqual([
      'a/p',
      'a/y',
      'west:a/p',
      'west:a/y',
    ]);
  });
  it('let the local cluster be named', async () => {
    const { source } = await loadInventorySource([join(folder, 'b.json')]);
    expect(buildInventory([source], { cluster: 'here' }).inventory.pod('a', 'p', 'here')).toBeDefined();
  });
});
