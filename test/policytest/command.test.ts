import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { folderOf, testText } from './files.ts';

const head = (name: string, tags: string) =>
  `apiVersion: tierwall.dev/v1alpha1\nkind: PolicyTest\nmetadata: {name: ${name}, tags: [${tags}]}`;
const probes = (...items: readonly string[]) => `probes: [${items.map((item) => `{${item}}`).join(', ')}]`;
const passing = 'from: shop/front, to: shop/web, port: 8080, expect: allow';
const failing = 'from: shop/job, to: shop/web, port: 8080, expect: allow';

/** Runs `tierwall test` on one file. */
async function runTest(text: string, ...options: readonly string[]) {
  return run(['test', join(folderOf({ 'a.test.yaml': text }), 'a.test.yaml'), ...options]);
}

/** The names of the tests that ran. */
async function namesOf(text: string, ...options: readonly string[]): Promise<string[]> {
  const { stdout } = await runTest(text, '-o', 'json', ...options);
  return JSON.parse(stdout).tests.map(({ name }: { name: string }) => name);
}

const three = [
  testText({ head: head('ping of web', 'icmp, web') }),
  testText({ head: head('Database', 'db') }),
  testText({ head: head('other', '') }),
].join('---\n');

describe('tierwall test', () => {
  it('says no more than the sums where all is well', async () => {
    expect(await runTest(three)).toEqual({ code: 0, stdout: '3 tests, 6 probes: 3 passed\n', stderr: '' });
  });

  it('has a line for each test that passed where that is wanted', async () => {
    const { stdout } = await runTest(three, '--verbose');
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'pass  ping of web  (2 probes)',
      'pass  Database  (2 probes)',
    ]);
    expect((await runTest(three, '-v')).stdout).toBe(stdout);
  });

  it('always tells what failed, and only that', async () => {
    const bad = testText({ head: head('bad', ''), probes: probes(passing, failing) });
    const { code, stdout } = await runTest(`${three}---\n${bad}`);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL {2}bad /);
    expect(stdout).toContain('probe 1: shop/job -> shop/web TCP 8080');
    expect(stdout).toMatch(/\n4 tests, 8 probes: 3 passed, 1 failed\n$/);
  });

  it('counts the warnings of tests that passed, and shows them where that is wanted', async () => {
    const cluster = `cluster:
  namespaces: [{name: shop}]
  pods:
    - {namespace: shop, name: front, labels: {app: front}, ips: [10.10.1.10]}
    - {namespace: shop, name: web, labels: {app: web, of: s}, ips: [10.10.1.11]}
    - {namespace: shop, name: job, labels: {app: job, of: s}, ips: [10.10.1.12]}
  services: [{namespace: shop, name: s, selector: {of: s}, clusterIP: 10.96.0.20, ports: [{port: 80, targetPort: 8080}]}]`;
    const text = testText({
      cluster,
      probes: probes('from: shop/job, to: svc:shop/s, port: 80, expect: deny'),
    });
    expect((await runTest(text)).stdout).toMatch(
      /1 passed, 1 warning in tests that passed \(-v shows them\)/,
    );
    expect((await runTest(text, '-v')).stdout).toContain('[ambiguous-backend]');
  });
});

describe('which tests run', () => {
  it.each([
    [['--tag', 'db'], ['Database']],
    [
      ['--tag', 'db', '--tag', 'icmp'],
      ['ping of web', 'Database'],
    ],
    [['--name', 'data'], ['Database']],
    [
      ['--name', 'WEB', '--name', 'other'],
      ['ping of web', 'other'],
    ],
    [['--tag', 'web', '--name', 'ping'], ['ping of web']],
  ])('%j', async (options, expected) => {
    expect(await namesOf(three, ...options)).toEqual(expected);
  });

  it('is an error where it is none, with the tags that there are', async () => {
    const { code, stdout, stderr } = await runTest(three, '--tag', 'dB');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('none of the 3 tests');
    expect(stderr).toContain('db, icmp, web');
  });

  it('never leaves out a test that cannot be read as far as its name', async () => {
    const { code, stdout } = await runTest(`${three}---\na: [\n`, '--tag', 'db');
    expect(code).toBe(1);
    expect(stdout).toContain('2 tests, 2 probes: 1 passed, 1 with errors');
  });
});

describe('what the run says for tests that say nothing', () => {
  const silent = (...items: readonly string[]) => testText({ engine: '', probes: probes(...items) });
  const ping = 'from: shop/front, to: shop/web, protocol: ICMP, expect: allow';

  it('is the engine and its options', async () => {
    expect((await runTest(silent(failing), '--engine', 'none')).code).toBe(0);
    expect((await runTest(silent(ping))).code).toBe(1);
    expect((await runTest(silent(ping), '--engine-option', 'icmp=allow')).code).toBe(0);
    expect((await runTest(testText({ probes: probes(ping) }), '--engine-option', 'icmp=allow')).code).toBe(1);
  });

  it('is what becomes of older connections', async () => {
    const older = silent(`${failing}, state: established`);
    expect((await runTest(older)).code).toBe(0);
    expect((await runTest(older, '--live-connections', 'recheck')).code).toBe(1);
  });

  it.each([
    [['--engine', 'cillium'], 'unknown-engine'],
    [['--engine-option', 'speed=9'], 'unknown-engine-option'],
    [['--engine-option', 'icmp=maybe'], 'bad-engine-option'],
  ])('is wrong usage, and no fault of a test, where it is not known: %j', async (options, code) => {
    const ran = await runTest(silent(passing), ...options);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`[${code}]`);
  });
});

it('reads no more than it may', async () => {
  const { code, stderr } = await runTest(three, '--max-input-bytes', '100');
  expect(code).toBe(3);
  expect(stderr).toContain('too-large');
});
