import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from './run.ts';
import { Scratch, shop, shopToday, shopTraffic } from './scratch.ts';
import { capture, closed, cluster, datagram, open } from './traffic.ts';

const scratch = new Scratch();
const whole = scratch.file('whole.pcap', capture([datagram(1000, 1)]));
const broken = scratch.file('broken.pcap', capture([datagram(1000, 1), datagram(1001, 2)]).subarray(0, -3));
const empty = scratch.file('empty.pcap', capture([]));
const lab = scratch.file('lab.yaml', cluster);
const wall = scratch.file('closed.yaml', closed);
const wrong = scratch.file('wrong.yaml', closed.replace('podSelector', 'podSelecter'));

scratch.file('unread/here.pcap', capture([datagram(1000, 1)]));
symlinkSync('endless.pcap', scratch.path('unread/endless.pcap'));
const unread = scratch.path('unread');

const labTraffic = ['-r', whole, '-c', lab, '-p', wall] as const;

interface Case {
  readonly when: string;
  readonly argv: readonly string[];
  readonly code: number;
  /** In brackets at the end of the message. */
  readonly says?: string;
}

const cases: readonly Case[] = [
  { when: 'all is well', argv: shopToday, code: 0 },
  { when: 'flows are denied and nobody asked', argv: labTraffic, code: 0 },
  { when: 'a flow has the verdict of --fail-on', argv: [...labTraffic, '--fail-on', 'deny'], code: 1 },
  { when: 'a flow is not allowed', argv: [...labTraffic, '--fail-on', 'not-allowed'], code: 1 },
  { when: 'no flow has the verdict of --fail-on', argv: [...labTraffic, '--fail-on', 'reject'], code: 0 },
  { when: 'all flows are allowed', argv: ['-r', whole, '--fail-on', 'not-allowed'], code: 0 },
  { when: 'no capture is named', argv: ['-p', wall], code: 2, says: 'no-captures-named' },
  { when: 'an option is unknown', argv: ['--frobnicate'], code: 2, says: 'usage' },
  { when: 'an option has a bad value', argv: [...labTraffic, '--max-flows', '0'], code: 2, says: 'usage' },
  { when: 'an option lacks its value', argv: ['-r'], code: 2, says: 'usage' },
  { when: 'a policy would be refused', argv: [...shopTraffic, '-p', wrong], code: 2, says: 'invalid-input' },
  { when: 'it is to go on without it', argv: [...shopTraffic, '-p', wrong, '--allow-invalid'], code: 0 },
  { when: 'an engine is unknown', argv: [...labTraffic, '--engine', 'x'], code: 2, says: 'unknown-engine' },
  { when: 'a capture is missing', argv: ['-r', '/nonexistent'], code: 3, says: 'capture-unreadable' },
  { when: 'a policy is missing', argv: ['-r', whole, '-p', '/nonexistent'], code: 3, says: 'no-such-file' },
  { when: 'a cluster is missing', argv: ['-r', whole, '-c', '/nonexistent'], code: 3, says: 'no-such-file' },
  { when: 'there is no packet', argv: ['-r', empty], code: 3, says: 'no-packets' },
  { when: 'there is no packet and that is no fault', argv: ['-r', empty, '--accept-faults'], code: 3 },
  { when: 'there is no policy', argv: ['-r', whole, '-p', shop.cluster], code: 3, says: 'no-policies' },
  { when: 'one of a folder cannot be read', argv: ['-r', unread], code: 3, says: 'captures-unreadable' },
  { when: 'it is to go on without that one', argv: ['-r', unread, '--accept-faults'], code: 0 },
  { when: 'a capture is broken', argv: ['-r', broken], code: 3, says: 'cut-short' },
  { when: 'broken captures are accepted', argv: ['-r', broken, '--accept-faults'], code: 0 },
  { when: 'one of two captures is broken', argv: ['-r', whole, '-r', broken], code: 3, says: 'cut-short' },
  {
    when: 'a capture is broken and a flow denied',
    argv: ['-r', broken, '-c', lab, '-p', wall, '--fail-on', 'deny'],
    code: 3,
  },
  {
    when: 'broken captures are accepted and a flow is denied',
    argv: ['-r', broken, '-c', lab, '-p', wall, '--fail-on', 'deny', '--accept-faults'],
    code: 1,
  },
];

describe.each(['text', 'json'])('with -o %s the exit code of replay', (format) => {
  it.each(cases)('is $code when $when', async ({ argv, code, says }) => {
    const ran = await run(['replay', ...argv, '-o', format]);
    expect(ran.code, ran.stderr).toBe(code);
    expect(ran.stderr).toContain(says === undefined ? '' : `[${says}]`);
    if (code === 2) expect(ran.stdout).toBe('');
  });
});

/** With captured traffic these read it as replay does. */
const others = [
  ['diff', ['diff', '-c', lab, '--old', wall, '--new', wall]],
  ['compare', ['compare', '-c', lab, '-p', wall, '--engines', 'kubernetes,kubernetes']],
] as const;

describe.each(['text', 'json'])('with -o %s the exit code', (format) => {
  describe.each(others)('of %s', (_, command) => {
    it.each<[string, readonly string[], number, string | undefined]>([
      ['all is well', ['-r', whole], 0, undefined],
      ['a capture is broken', ['-r', broken], 3, 'cut-short'],
      ['one of two captures is broken', ['-r', whole, '-r', broken], 3, 'cut-short'],
      ['broken captures are accepted', ['-r', broken, '--accept-faults'], 0, 'cut-short'],
      ['there is no packet', ['-r', empty], 3, 'no-packets'],
      ['there is no packet and that is no fault', ['-r', empty, '--accept-faults'], 3, 'no-packets'],
      ['the capture is none', ['-r', lab], 3, 'bad-magic'],
    ])('%s: %j is %d', async (_, read, code, says) => {
      const ran = await run([...command, ...read, '-o', format]);
      expect(ran.code, ran.stderr).toBe(code);
      expect(ran.stderr).toContain(says === undefined ? '' : `[${says}]`);
      if (format === 'json') {
        const files = JSON.parse(ran.stdout).captures.map(({ file }: { file: string }) => file);
        expect(files).toEqual(read.filter((word) => !word.startsWith('-')));
      }
    });
  });

  it('of diff is 3 where a capture is broken and flows change', async () => {
    const door = scratch.file('open.yaml', open);
    const command = ['diff', '-c', lab, '--old', wall, '--new', door, '-r', broken, '-o', format];
    expect((await run(command)).code).toBe(3);
    expect((await run([...command, '--accept-faults'])).code).toBe(1);
  });

  it.each([
    ['nobody is named', ['-p', wall], 2, 'no-cluster-named'],
    ['nobody is known', ['-p', wall, '-c', wall], 3, 'no-endpoints'],
    ['there is no policy', ['-p', shop.cluster, '-c', lab], 3, 'no-policies'],
  ])('of compare, %s: %j is %d', async (_, argv, code, says) => {
    const ran = await run(['compare', '--engines', 'kubernetes,cilium', ...argv, '-o', format]);
    expect(ran.code, ran.stderr).toBe(code);
    expect(ran.stderr).toContain(`[${says}]`);
  });
});

describe('other command lines', () => {
  it.each([
    ['no command', [], 2],
    ['an unknown command', ['replya'], 2],
    ['help of an unknown command', ['help', 'replya'], 2],
    ['an unknown command with --help', ['replya', '--help'], 2],
    ['--version', ['--version'], 0],
    ['--help', ['--help'], 0],
    ['help of a command', ['help', 'replay'], 0],
  ])('%s', async (_, argv, code) => {
    expect((await run(argv)).code).toBe(code);
  });

  it('suggest the command that was probably meant', async () => {
    const { stderr } = await run(['replya']);
    expect(stderr).toBe(
      "tierwall: unknown command 'replya' [usage]\n(Did you mean replay?)\n(add --help for all options)\n",
    );
  });

  it('suggest the option that was probably meant', async () => {
    const { stderr } = await run(['replay', '--polcy', 'x']);
    expect(stderr).toContain('(Did you mean --policy?)');
  });
});
