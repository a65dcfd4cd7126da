import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hubbleLine } from '../../src/flowlog/index.ts';
import { samples } from './samples.ts';

const isInstalled = spawnSync('hubble', ['version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'tierwall-flowlog-'));
const file = join(folder, 'flows.jsonl');
writeFileSync(file, Object.values(samples).map(hubbleLine).join(''));
afterAll(() => rmSync(folder, { recursive: true }));

function observe(...flags: readonly string[]) {
  const { stdout, stderr, status } = spawnSync('hubble', ['observe', '--input-file', file, ...flags], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout.trimEnd().split('\n');
}

describe.skipIf(!isInstalled)('the hubble CLI (skipped: it is not on PATH)', () => {
  it.each(['compact', 'dict', 'table', 'json', 'jsonpb'])(
    'reads every line without a warning: -o %s',
    (format) => {
      const lines = observe('-o', format, '--print-policy-names');
      if (format !== 'dict' && format !== 'table') expect(lines).toHaveLength(Object.keys(samples).length);
      expect(lines.length).toBeGreaterThanOrEqual(Object.keys(samples).length);
    },
  );

  it('gives back the flows that it was given', () => {
    const given = Object.values(samples).map((record) => JSON.parse(hubbleLine(record)));
    const read = observe('-o', 'jsonpb').map((line) => JSON.parse(line));
    // It writes fewer digits of a second where the last ones are zeros.
    expect(read.map(({ flow }) => ({ ...flow, time: 0 }))).toEqual(
      given.map(({ flow }) => ({ ...flow, time: 0 })),
    );
  });

  it('names who denied', () => {
    const lines = observe('-o', 'compact', '--print-policy-names', '--verdict', 'DROPPED').join('\n');
    expect(lines).toContain('DENIED BY closed (NetworkPolicy), db-from-web (NetworkPolicy)');
    expect(lines).toContain('DENIED BY wall (ClusterNetworkPolicy)');
  });

  it.each([
    [['--from-pod', 'shop/web', '--verdict', 'FORWARDED'], 12],
    [['--to-pod', 'shop/db', '--protocol', 'icmp'], 2],
    [['--drop-reason-desc', 'POLICY_DENIED'], 2],
    [['--drop-reason-desc', 'POLICY_DENY'], 2],
    [['--to-fqdn', 'www.example.org'], 1],
    [['--to-label', 'app=db', '--to-port', '5432', '--protocol', 'sctp'], 1],
    [['--to-identity', 'world'], 1],
    [['--to-service', 'shop/db'], 1],
  ])('finds by %j', (flags, count) => {
    expect(observe('-o', 'jsonpb', ...flags)).toHaveLength(count);
  });
});
