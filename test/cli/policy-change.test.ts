import { describe, expect, it } from 'vitest';
import { replayJson, run } from './run.ts';
import { Scratch } from './scratch.ts';
import { capture, closed, cluster, connection, datagram, open } from './traffic.ts';

const scratch = new Scratch();
const opened = scratch.file('open.yaml', open);
const shut = scratch.file('closed.yaml', closed);

/**
 * Index  0 1 2  3  4  5  6   7  8  9 10
 * Second 0 1 2 10 20 30 40  50 51 52 60: a connection, and behind it another one.
 */
const start = Date.parse('2026-01-02T03:00:00Z') / 1000;
const packets = [...connection(40000, 0, [10, 20, 30, 40]), ...connection(40001, 50, [60])].map(
  ({ seconds, data }) => ({ seconds: start + seconds, data }),
);
const traffic = [
  '-r',
  scratch.file('two.pcap', capture(packets)),
  '-c',
  scratch.file('lab.yaml', cluster),
] as const;

/** Packets that passed, and those that did not. */
async function verdicts(...argv: readonly string[]): Promise<readonly number[]> {
  const { report } = await replayJson([...traffic, ...argv]);
  return [report.packetVerdicts.forwarded, report.packetVerdicts.dropped];
}

const openThenShut = (when: string) => ['-p', opened, '--policy-change', `${when}=${shut}`] as const;

describe('policies that close the way of an open connection', () => {
  it.each([
    ['before the packet with this index', '#5'],
    ['so long after the first packet', '+30s'],
    ['so long after the first packet, by another unit', '+0.5m'],
    ['at a time', '2026-01-02T03:00:30Z'],
    ['at a time of another zone', '2026-01-02T04:00:29.5+01:00'],
  ])('from %s leave it alone with keep, and refuse the next one', async (_, when) => {
    expect(await verdicts(...openThenShut(when))).toEqual([7, 4]);
    expect(await verdicts(...openThenShut(when), '--live-connections', 'keep')).toEqual([7, 4]);
  });

  it.each(['#5', '+30s', '2026-01-02T03:00:30Z'])('from %s end it with recheck', async (when) => {
    expect(await verdicts(...openThenShut(when), '--live-connections', 'recheck')).toEqual([5, 6]);
  });

  it('change nothing that was before them', async () => {
    expect(await verdicts(...openThenShut('#11'))).toEqual([11, 0]);
    expect(await verdicts(...openThenShut('#0'))).toEqual([0, 11]);
  });
});

describe('policies that open a way', () => {
  const shutThenOpen = ['-p', shut, '--policy-change', `#4=${opened}`];

  it('leave a refused connection refused with keep', async () => {
    expect(await verdicts(...shutThenOpen)).toEqual([4, 7]);
  });

  it('let it through with recheck', async () => {
    expect(await verdicts(...shutThenOpen, '--live-connections', 'recheck')).toEqual([7, 4]);
  });
});

describe('several changes', () => {
  const twice = ['--policy-change', `#3=${shut}`, '--policy-change', `+20s=${opened}`] as const;
  const recheck = ['-p', opened, '--live-connections', 'recheck'] as const;

  it('come one after the other', async () => {
    expect(await verdicts(...recheck, ...twice)).toEqual([10, 1]);
  });

  it('come at their times in whatever order they are given', async () => {
    const [flag, first, , second] = twice;
    expect(await verdicts(...recheck, flag, second, flag, first)).toEqual([10, 1]);
  });

  it('due at one packet leave the last that was given in force', async () => {
    const argv = ['--policy-change', `#3=${shut}`, '--policy-change', `#3=${opened}`];
    expect(await verdicts(...recheck, ...argv)).toEqual([11, 0]);
  });

  it('may begin with no policy at all', async () => {
    expect(await verdicts('--policy-change', `#7=${shut}`)).toEqual([7, 4]);
  });
});

it('counts a flow that is judged again once, by its last verdict', async () => {
  const path = scratch.file('one.pcap', capture(connection(40000, 0, [10, 20])));
  const argv = ['-r', path, '-c', scratch.path('lab.yaml'), ...openThenShut('#3')];
  const { report } = await replayJson([...argv, '--live-connections', 'recheck']);
  expect(report).toMatchObject({ flows: 1, flowVerdicts: { allow: 0, deny: 1 } });
});

it('judges datagrams of one flow by the change too', async () => {
  const path = scratch.file('udp.pcap', capture([datagram(1000, 0), datagram(1000, 1), datagram(1000, 2)]));
  const argv = ['-r', path, '-c', scratch.path('lab.yaml'), ...openThenShut('#1')];
  const kept = await replayJson(argv);
  const judged = await replayJson([...argv, '--live-connections', 'recheck']);
  expect(kept.report.packetVerdicts).toMatchObject({ forwarded: 3, dropped: 0 });
  expect(judged.report.packetVerdicts).toMatchObject({ forwarded: 1, dropped: 2 });
});

describe('a change that cannot be', () => {
  it.each(['closed.yaml', '5=closed.yaml', '#5', '#5=', '+5=closed.yaml', '2026-01-02=closed.yaml', '=x'])(
    'such as %s is a usage error that shows the forms',
    async (text) => {
      const ran = await run(['replay', ...traffic, '--policy-change', text]);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain(`--policy-change "${text}" is not WHEN=PATH [bad-policy-change]`);
      expect(ran.stderr).toContain('WHEN is #1000 (packet), +30s');
    },
  );

  it('to a policy that is not there says which', async () => {
    const ran = await run(['replay', ...traffic, '-p', opened, '--policy-change', '#5=nowhere']);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('there is no nowhere [no-such-file]');
  });

  it('to a policy with an error says where', async () => {
    const wrong = scratch.file('wrong.yaml', closed.replace('podSelector', 'podSelecter'));
    const ran = await run(['replay', ...traffic, '-p', opened, '--policy-change', `#5=${wrong}`]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`${wrong}:5:3: error: spec.podSelecter`);
  });
});
