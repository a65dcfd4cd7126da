import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';

const shop = fileURLToPath(new URL('../../pcaps/shop', import.meta.url));
const [today, tomorrow] = ['today', 'tomorrow'].map((day) => `${shop}/policies/${day}`);
const cluster = ['-c', `${shop}/cluster.yaml`];
const sets = ['--old', today, '--new', tomorrow];

/** Without the folder of this checkout, and padded by it. */
function placeless(text: string): string {
  return text.replaceAll(`${shop}/`, '').replaceAll(/ +$/gm, '');
}

describe('diff without a capture', () => {
  it('lists every change of the shop from today to tomorrow', async () => {
    const ran = await run(['diff', ...sets, ...cluster]);
    expect([ran.code, ran.stderr]).toEqual([1, '']);
    const golden = readFileSync(new URL('shop-pairs.txt', import.meta.url), 'utf8');
    expect(placeless(ran.stdout)).toBe(golden);
  });

  it('gives the same as JSON', async () => {
    const ran = await run(['diff', ...sets, ...cluster, '-o', 'json']);
    const report = JSON.parse(ran.stdout);
    expect(report).toMatchObject({ schema: 'tierwall.diff/v1', mode: 'pairs', pairs: 135, changedPairs: 65 });
    expect(
      report.changes.find(
        ({ to, pairs }: { to: string[]; pairs: number }) => to[0] === 'core/dns' && pairs === 4,
      ),
    ).toMatchObject({
      from: ['node:n2', 'outside 0.0.0.0/0', 'outside ::/0'],
      to: ['core/dns'],
      pairs: 4,
      traffic: { text: 'everything', items: [{ protocol: 'any' }] },
      old: { verdict: 'deny', decidedBy: { implicit: 'deny', isolatedBy: [{ name: 'dns-from-pods' }] } },
      new: { verdict: 'allow', decidedBy: { implicit: 'allow' } },
    });
  });

  it('exits 0 where nothing changes', async () => {
    const ran = await run(['diff', '--old', today, '--new', today, ...cluster]);
    expect([ran.code, ran.stdout]).toEqual([0, '0 of 117 pairs of endpoints change a verdict\n']);
  });

  it('prints as many rows as it is asked for, and counts the others', async () => {
    const { stdout } = await run(['diff', ...sets, ...cluster, '--rows', '1']);
    expect(stdout.split('\n')[3]).toBe('… and 12 more (--rows shows more)');
  });

  it.each([
    ['no-cluster-named', sets, 2],
    ['no-endpoints', [...sets, '-c', `${shop}/policies/today`], 3],
    ['no-policies-named', [...cluster], 2],
  ])('ends with %s', async (code, argv, exitCode) => {
    const ran = await run(['diff', ...argv]);
    expect([ran.code, ran.stdout]).toEqual([exitCode, '']);
    expect(ran.stderr).toContain(`[${code}]`);
  });
});

describe('diff with a capture', () => {
  const traffic = [...sets, ...cluster, '-r', `${shop}/capture.pcapng`];

  it('counts the flows and packets that change', async () => {
    const ran = await run(['diff', ...traffic, '-o', 'json']);
    expect(ran.code).toBe(1);
    const report = JSON.parse(ran.stdout);
    expect(report).toMatchObject({ schema: 'tierwall.diff/v1', mode: 'traffic', flows: 30, changedFlows: 8 });
    const { changes } = report;
    expect(changes.reduce((sum: number, { flows }: { flows: number }) => sum + flows, 0)).toBe(8);
    for (const change of changes) expect(change.old.verdict).not.toBe(change.new.verdict);
  });

  it('names both deciders of a change', async () => {
    const { stdout } = await run(['diff', ...traffic, '-o', 'json']);
    const { changes } = JSON.parse(stdout);
    expect(changes).toContainEqual(
      expect.objectContaining({
        from: 'ops/backup',
        to: 'shop/db',
        old: expect.objectContaining({ verdict: 'deny' }),
        new: expect.objectContaining({
          verdict: 'allow',
          decidedBy: expect.objectContaining({ name: 'backup-reads-db' }),
        }),
      }),
    );
  });

  it('finds no change against itself', async () => {
    const ran = await run([
      'diff',
      '--old',
      today,
      '--new',
      today,
      ...cluster,
      '-r',
      `${shop}/capture.pcapng`,
    ]);
    expect([ran.code, ran.stdout]).toEqual([0, '0 of 30 flows change their verdict (0 of 292 packets)\n']);
  });
});
