import { describe, expect, it } from 'vitest';
import { run } from './run.ts';
import { shop } from './scratch.ts';

describe('why without a port', () => {
  const ask = (...argv: string[]) =>
    run(['why', '-p', shop.today, '-c', shop.cluster, '--from', 'shop/web', '--to', 'shop/db', ...argv]);

  it.each([[], ['--protocol', 'UDP']])('is an error over protocols with ports: %j', async (...argv) => {
    const { code, stderr, stdout } = await ask(...argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('[missing-port]');
    expect(stderr).toContain('--port');
  });

  it('is none over ICMP', async () => {
    expect((await ask('--protocol', 'ICMP')).code).toBe(0);
  });
});

describe('the decider on a terminal of 80 cells', () => {
  it.each([
    ['replay', ['-p', shop.today]],
    ['diff', ['--old', shop.today, '--new', shop.tomorrow]],
  ])('is not cut by %s', async (command, policies) => {
    const argv = [command, '-r', shop.capture, '-c', shop.cluster, ...policies];
    const [wide, narrow] = await Promise.all([run(argv), run(argv, { columns: 80, env: { NO_COLOR: '1' } })]);
    const deciders = [...wide.stdout.matchAll(/(?:\w+Policy|default deny)[^\n]*?(?= {2,}|\n)/g)].map(
      ([text]) => text,
    );
    expect(deciders.length).toBeGreaterThan(0);
    const text = narrow.stdout.replaceAll(/\s+/g, ' ');
    for (const decider of deciders) expect(text).toContain(decider);
  });
});
