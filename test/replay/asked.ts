/** What a replay says, and how often it asked the judge for it. */
import { vi } from 'vitest';
import { createJudge } from '../../src/engine/create.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { Lane } from '../../src/replay/lane.ts';
import { createReplay } from '../../src/replay/replay.ts';
import { ruleCounts, ruleReports } from '../../src/replay/rule-counts.ts';

export function manifestsOf(items: readonly object[]) {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  return parseManifests(text, 'list.json').manifests;
}

export interface AskedWorld {
  readonly engine: string;
  readonly inventory: Inventory;
  readonly manifests: readonly Manifest[];
}

/** `asked`: calls of the judge of `core`, which kernels save. The spies are for the caller to restore. */
export async function replayed(
  { engine, inventory, manifests }: AskedWorld,
  core: 'reference' | 'compiled' | 'portable',
  read: readonly string[],
) {
  const { judge } = createJudge({ engine, manifests, inventory, core });
  const asked = vi.spyOn(judge, 'judge');
  const lane = new Lane({ judge, inventory });
  await createReplay({ inventory, lanes: [lane] }, core).play(read);
  const outcomes = lane.outcomes.all
    .filter(({ packets }) => packets > 0)
    .map(({ verdict, reason, decider, flows, packets, bytes }) =>
      [verdict, reason, decider, flows, packets, bytes].join(),
    );
  const said = {
    checksum: lane.checksum.toString(),
    rules: ruleReports(ruleCounts(lane)),
    outcomes: outcomes.sort(),
  };
  return { said, asked: asked.mock.calls.length };
}
