import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isOpening, isOver, phaseNames, timeoutTable } from '../../src/conntrack/phase.ts';

const page = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'connections.md');

it('docs/connections.md lists the phases as they are', () => {
  const rows = [...readFileSync(page, 'utf8').matchAll(/^\| `(\w+)` +\| (\d+) +\| (\w+) +\|/gm)];
  const seconds = timeoutTable();
  const kind = (phase: number) => (isOpening[phase] ? 'opening' : isOver[phase] ? 'over' : 'open');
  const expected = phaseNames.map((name, phase) => [name, String(seconds[phase] / 1e6), kind(phase)]);
  expect(rows.map(([, ...cells]) => cells)).toEqual(expected);
});
