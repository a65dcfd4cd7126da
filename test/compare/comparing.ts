import { expect } from 'vitest';
import type { PairRow } from '../../src/compare/pairs/collect.ts';
import { comparePairs, type PairChanges } from '../../src/compare/pairs/compare.ts';
import { endpointNames } from '../../src/compare/pairs/outside-text.ts';
import { isError } from '../../src/diagnostics/diagnostic.ts';
import { createJudge } from '../../src/engine/create.ts';
import type { InventoryOptions } from '../../src/inventory/build.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { soundInventory } from '../inventory/helpers.ts';

export interface Settings extends InventoryOptions {
  readonly engine?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** Two policy sets as YAML, compared for all pairs of the cluster. */
export function compared(
  cluster: string,
  [before, after]: readonly [string, string],
  settings: Settings = {},
): PairChanges {
  const inventory = soundInventory(cluster, settings);
  return comparePairs(judgeOf(before, inventory, settings), judgeOf(after, inventory, settings), inventory);
}

function judgeOf(yaml: string, inventory: Inventory, { engine = 'kubernetes', options = {} }: Settings) {
  const { manifests, diagnostics } = parseManifests(yaml, 'policies.yaml');
  const created = createJudge({ engine, options: new Map(Object.entries(options)), manifests, inventory });
  expect([...diagnostics, ...created.diagnostics].filter(isError)).toEqual([]);
  return created.judge;
}

/** One line for each row: `shop/web -> shop/cart: TCP 80: allow -> deny`. */
export function lines({ rows }: PairChanges): readonly string[] {
  return rows.map(line);
}

function line({ from, to, change }: PairRow): string {
  const verdict = (outcome: typeof change.old) =>
    outcome.dependsOnRequest ? `${outcome.verdict} some` : outcome.verdict;
  const ends = `${endpointNames(from).join(', ')} -> ${to === 'itself' ? to : endpointNames(to).join(', ')}`;
  const family = change.family === undefined ? '' : ` over IPv${change.family}`;
  return `${ends}: ${change.text}${family}: ${verdict(change.old)} -> ${verdict(change.new)}`;
}

/** A NetworkPolicy of namespace `shop`: its spec in YAML flow style. */
export function networkPolicy(name: string, spec: string): string {
  return [
    '---',
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    `metadata: {name: ${name}, namespace: shop}`,
    `spec: ${spec}`,
    '',
  ].join('\n');
}
