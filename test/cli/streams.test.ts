import { describe, expect, it } from 'vitest';
import { run } from './run.ts';
import { Scratch, shop, shopToday } from './scratch.ts';
import { capture, closed, cluster, datagram } from './traffic.ts';

const scratch = new Scratch();
const one = scratch.file('one.pcap', capture([datagram(1, 1)]));
const lab = scratch.file('lab.yaml', cluster);
const shut = scratch.file('closed.yaml', closed);
const denied = ['replay', '-r', one, '-c', lab, '-p', shut] as const;

const colourStart = '\x1b[';
const red = '\x1b[31mdeny\x1b[39m';

describe('colour', () => {
  it.each([
    ['is off in a pipe', [], {}, undefined, false],
    ['is on in a terminal', [], {}, 200, true],
    ['is off in a terminal by NO_COLOR', [], { NO_COLOR: '1' }, 200, false],
    ['stays on where NO_COLOR is empty', [], { NO_COLOR: '' }, 200, true],
    ['is on in a pipe by FORCE_COLOR', [], { FORCE_COLOR: '1' }, undefined, true],
    ['is off by FORCE_COLOR=0', [], { FORCE_COLOR: '0' }, 200, false],
    ['is off where the terminal is dumb', [], { TERM: 'dumb' }, 200, false],
    [
      'is on by --color always in spite of NO_COLOR',
      ['--color', 'always'],
      { NO_COLOR: '1' },
      undefined,
      true,
    ],
    [
      'is off by --color never in spite of FORCE_COLOR',
      ['--color', 'never'],
      { FORCE_COLOR: '1' },
      200,
      false,
    ],
  ])('%s', async (_, flags, env, columns, coloured) => {
    const { stdout } = await run([...flags, ...denied], { env, columns });
    expect(stdout.includes(red)).toBe(coloured);
    expect(stdout.includes(colourStart)).toBe(coloured);
  });

  it('never gets into JSON', async () => {
    const { stdout } = await run(['--color', 'always', ...denied, '-o', 'json']);
    expect(stdout).not.toContain(colourStart);
  });

  it('refuses other words', async () => {
    const ran = await run(['--color', 'sometimes', ...denied]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('Allowed choices are auto, always, never.');
  });
});

describe('the text report', () => {
  it('shows refusals first, then what is allowed, then the sums', async () => {
    const { stdout, code } = await run(['replay', ...shopToday]);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^VERDICT +FROM +TO +TRAFFIC +FLOWS +PACKETS +DECIDED BY +AT$/);
    const verdicts = lines.slice(1, lines.indexOf('')).map((line) => line.split(' ')[0]);
    expect(verdicts.join(' ')).toMatch(/^(deny )+(allow ?)+$/);
    const sums = lines.slice(lines.indexOf('') + 1);
    expect(sums[0]).toMatch(/^\d+ packets \(\d+ kB\) of \S+capture\.pcapng in .+ packets\/s$/);
    expect(sums[1]).toMatch(/^packets: \d+ forwarded, \d+ dropped \(default-deny \d+\)$/);
    expect(sums[2]).toBe('flows:   30: 25 allow, 5 deny');
    expect(code).toBe(0);
  });

  it('names the deciding policy, its rule and its line', async () => {
    const { stdout } = await run(['replay', ...shopToday]);
    expect(stdout).toMatch(/NetworkPolicy shop\/db-from-shop, ingress rule 0 +\S+shop\.yaml:27\n/);
    expect(stdout).toMatch(/default deny, ingress isolated by NetworkPolicy shop\/db-default-deny, /);
  });

  it('fits the terminal that it is shown in', async () => {
    const { stdout } = await run(['replay', ...shopToday], { columns: 100, env: { NO_COLOR: '1' } });
    const table = stdout.split('\n\n')[0].split('\n');
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(100);
    // Who decided stands whole below its row.
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'default deny, ingress isolated by NetworkPolicy shop/db-default-deny, NetworkPolicy shop/db-from-shop',
    );
  });

  it('is not cut in a pipe', async () => {
    const { stdout } = await run(['replay', ...shopToday]);
    expect(stdout).not.toContain('…');
  });
});

describe('standard error', () => {
  it('is silent where there is nothing to say', async () => {
    expect((await run(['replay', ...shopToday])).stderr).toBe('');
  });

  it('gets warnings, faults and errors, so that the data stays clean', async () => {
    const cut = scratch.file('cut.pcap', capture([datagram(1, 1), datagram(2, 2)]).subarray(0, -3));
    const { stdout, stderr } = await run(['replay', '-r', cut, '-o', 'json']);
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(stderr).toContain('[no-policies-given]');
    expect(stderr).toMatch(/cut\.pcap: fault at byte \d+: .* \[cut-short\]/);
  });

  it('says each error once', async () => {
    const { stderr } = await run(['replay', '-r', '/nonexistent']);
    expect(stderr.match(/ENOENT/g)?.length).toBe(1);
  });

  it('lists no more errors than somebody reads, and counts the rest', async () => {
    const wrong = closed.replace('podSelector', 'podSelecter');
    const all = Array.from({ length: 250 }, (_, index) => wrong.replace('closed', `closed-${index}`));
    const many = scratch.file('many.yaml', all.join('---\n'));
    const { stderr, code } = await run(['replay', '-r', one, '-p', many]);
    expect(code).toBe(2);
    expect(stderr.match(/\[unknown-field\]/g)?.length).toBe(100);
    expect(stderr).toContain('… and 150 more errors\n');
    expect(stderr).toContain('250 errors in the input, so nothing was judged [invalid-input]');
  });

  it('has no bar without a terminal', async () => {
    expect((await run(['replay', '-r', shop.capture, '-p', shut, '-c', lab])).stderr).not.toContain('\r');
  });
});
