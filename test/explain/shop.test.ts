import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';

/**
 * What a person reads who asks why, as documents under golden/. After a change that is meant:
 * `npx vitest run test/explain -u`, and read what changed.
 */
const questions: readonly (readonly [document: string, policies: string, question: string])[] = [
  ['forgotten-scrape', 'tomorrow', '--from ops/prom --to shop/web --port 9090'],
  ['forgotten-ipv6', 'tomorrow', '--from shop/cart --to fd00:77::80 --port 8443'],
  ['explicit-deny', 'tomorrow', '--from ops/backup --to ops/prom --port 9090'],
  ['denied-at-both-ends', 'tomorrow', '--from shop/cart --to shop/web --port 9090'],
  ['accepted-in-the-admin-tier', 'tomorrow', '--from ops/backup --to shop/db --port 5432'],
  ['accepted-at-both-ends', 'tomorrow', '--from shop/web --to shop/cart --port 8080 --family 6'],
  ['stranger', 'today', '--from lab/stray --to shop/db --port 5432'],
  ['forgotten-protocol', 'today', '--from shop/cart --to core/dns --port 53'],
  ['own-node', 'today', '--from node:n2 --to shop/db --port 5432'],
  ['ping', 'today', '--from 192.168.77.50 --to shop/db --protocol ICMP'],
  ['nobody-decides', 'today', '--from ops/prom --to shop/web --port 9090'],
];

describe('why, asked of the shop', () => {
  it.each(questions)('%s', async (document, policies, question) => {
    const command = `why -c pcaps/shop/cluster.yaml -p pcaps/shop/policies/${policies} ${question}`;
    const { code, stdout, stderr } = await run(command.split(' '));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(`$ tierwall ${command}\n\n${stdout}`).toMatchFileSnapshot(`golden/${document}.txt`);
  });
});

it('is what the documentation shows', () => {
  const [document, golden] = ['../../docs/why.md', 'golden/forgotten-scrape.txt'].map((path) =>
    readFileSync(new URL(path, import.meta.url), 'utf8'),
  );
  expect(document).toContain(golden);
});
