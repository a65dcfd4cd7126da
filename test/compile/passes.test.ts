import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printedPasses } from '../../src/passes/print/index.ts';
import { run } from '../cli/run.ts';

const world = '-c pcaps/shop/cluster.yaml -p pcaps/shop/policies/tomorrow';

/**
 * What each pass makes of the shop's policies of tomorrow, as documents under golden/. After a change that is meant:
 * `npx vitest run test/compile -u`, and read what changed.
 */
describe('compile --print, asked of the shop', () => {
  it.each(printedPasses)('%s', async (pass) => {
    const command = `compile ${world} --print ${pass}`;
    const { code, stdout, stderr } = await run(command.split(' '));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(`$ tierwall ${command}\n\n${stdout}`).toMatchFileSnapshot(`golden/${pass}.txt`);
  });

  it('is the same lines in JSON', async () => {
    const { stdout } = await run(`compile ${world} --print rows`.split(' '));
    const json = await run(`compile ${world} --print rows -o json`.split(' '));
    expect(JSON.parse(json.stdout).printed).toEqual({ pass: 'rows', lines: stdout.trimEnd().split('\n') });
  });
});

it('is what the documentation shows', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  expect(read('../../docs/compile.md')).toContain(read('golden/traffic.txt'));
});
