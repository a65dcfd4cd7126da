/** What a replay says, and how often it asked the judge for it. */
import { vi } from 'vitest';
import { compileTrees } from '../../src/compile/compile-lookup.ts';
import { createJudge } from '../../src/engine/create.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { Lane } from '../../src/replay/lane.ts';
import { createReplay } from '../../src/replay/replay.ts';
import { ListedTotals, sumsOf } from './totals.ts';

export function manifestsOf(items: readonly object[]) {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  return parseManifests(text, 'list.json').manifests;
}

export interface AskedWorld {
  readonly engine: string;
  readonly inventory: Inventory;
  readonly manifests: readonly Manifest[];
}

/** `trees`: the compiled core, with trees where there could be tables. */
export type AskedCore = 'reference' | 'compiled' | 'portable' | 'trees';

/** `asked`: calls of the judge of `core`, which kernels save. The spies are for the caller to restore. */
export async function replayed(
  { engine, inventory, manifests }: AskedWorld,
  form: AskedCore,
  read: readonly string[],
) {
  const core = form === 'trees' ? 'compiled' : form;
  const compiler = form === 'trees' ? compileTrees : undefined;
  const { judge } = createJudge({ engine, manifests, inventory, core, compiler });
  const asked = vi.spyOn(judge, 'judge');
  const totals = new ListedTotals();
  const lane = new Lane({ judge, inventory, totals });
  await createReplay({ inventory, lanes: [lane] }, core).play(read);
  const sums = sumsOf(lane.sumUp());
  const said = { checksum: lane.checksum.toString(), ...sums, outcomes: totals.outcomes };
  return { said, asked: asked.mock.calls.length };
}
