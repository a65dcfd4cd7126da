import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCapture } from '../../src/capture/read.ts';
import { engineCores } from '../../src/engine/core.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { pcapngBlocks } from '../capture/build.ts';
import { replayJson, run } from './run.ts';
import { Scratch, shopToday } from './scratch.ts';
import { capture, closed, cluster, connection, datagram } from './traffic.ts';

const scratch = new Scratch();

/** Comments of a capture, each with the number of its packets. */
async function commentsIn(path: string): Promise<Map<string, number>> {
  const comments = new Map<string, number>();
  await readCapture(path, ({ comment = '' }) => {
    comments.set(comment, (comments.get(comment) ?? 0) + 1);
    return undefined;
  });
  return comments;
}

describe('--flows', () => {
  it('writes one JSON object a line, as many as there are flows', async () => {
    const path = scratch.path('flows.jsonl');
    const { report } = await replayJson([...shopToday, '--flows', path]);
    const lines = scratch.read('flows.jsonl').split('\n').slice(0, -1);
    expect(lines.length).toBe(report.flows);
    const verdicts = lines.map((line) => JSON.parse(line).flow.verdict);
    expect(verdicts.filter((verdict) => verdict === 'DROPPED').length).toBe(report.flowVerdicts.deny);
    expect(verdicts.filter((verdict) => verdict === 'FORWARDED').length).toBe(report.flowVerdicts.allow);
  });

  it('has a line for every flow even where the flow table is far too small', async () => {
    const path = scratch.path('few.jsonl');
    const { report } = await replayJson([...shopToday, '--flows', path, '--max-flows', '2']);
    expect(report.packetVerdicts.byReason['table-full']).toBeGreaterThan(0);
    expect(scratch.read('few.jsonl').split('\n').length - 1).toBe(report.flows);
  });

  it('leaves what was there where no packet was read', async () => {
    const path = scratch.file('kept.jsonl', 'kept\n');
    const before = scratch.file('kept.pcapng', 'kept\n');
    const empty = scratch.file('empty.pcap', capture([]));
    const { code } = await run(['replay', '-r', empty, '--flows', path, '--write-allowed', before]);
    expect(code).toBe(3);
    expect([scratch.read('kept.jsonl'), scratch.read('kept.pcapng')]).toEqual(['kept\n', 'kept\n']);
    expect(readdirSync(scratch.path('.')).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('goes to standard output as -, and the report to standard error', async () => {
    const { stdout, stderr, code } = await run(['replay', ...shopToday, '--flows', '-']);
    const lines = stdout.split('\n').slice(0, -1);
    expect(lines.map((line) => Object.keys(JSON.parse(line))).every(([first]) => first === 'flow')).toBe(
      true,
    );
    expect(stderr).toContain(`flows:   ${lines.length}:`);
    expect(code).toBe(0);
  });
});

describe('--write-allowed and --write-denied', () => {
  const allowed = scratch.path('allowed.pcapng');
  const denied = scratch.path('denied.pcapng');

  it('share out all packets, in captures that can be read again', async () => {
    const { report } = await replayJson([...shopToday, '--write-allowed', allowed, '--write-denied', denied]);
    const passed = await replayJson(['-r', allowed]);
    const dropped = await replayJson(['-r', denied]);
    expect(passed.report.packets).toBe(report.packetVerdicts.forwarded);
    expect(dropped.report.packets).toBe(report.packetVerdicts.dropped);
    expect(passed.report.bytes + dropped.report.bytes).toBe(report.bytes);
    expect([passed, dropped].map(({ report }) => report.captures[0].fault)).toEqual([null, null]);
  });

  it('say beside each packet what decided, and where that is written', async () => {
    const refusals = [...(await commentsIn(denied)).keys()];
    expect(refusals.length).toBeGreaterThan(1);
    for (const comment of refusals) {
      expect(comment).toMatch(/^tierwall: dropped \(default-deny\) by default deny, ingress isolated by /);
      expect(comment).toMatch(/ at .*policies\/today\/\w+\.yaml:\d+$/);
    }
    const passes = [...(await commentsIn(allowed)).keys()];
    expect(passes).toContain('tierwall: forwarded (non-ip)');
    expect(passes.some((comment) => /ingress rule 0 at .*:\d+$/.test(comment))).toBe(true);
  });

  it('write classic pcap where the name ends so', async () => {
    const path = scratch.path('allowed.pcap');
    const { report } = await replayJson([...shopToday, '--write-allowed', path]);
    const again = await replayJson(['-r', path]);
    expect(again.report.captures[0]).toMatchObject({
      format: 'pcap-ns',
      packets: report.packetVerdicts.forwarded,
    });
  });

  /** What no double holds in microseconds, on both sides of 1970, and what one does. */
  const farAway = [
    253_000_000_000, 9_007_199_254, 1_000_000_000, -1_000_000_000, -9_007_199_256, -200_000_000_000,
  ];
  const cases = engineCores.flatMap((core) => farAway.map((offset) => [core, offset] as const));
  it.each(cases)('keep every nanosecond of the time: %s, %d seconds from 1970', async (core, offset) => {
    const { section, interface: anInterface, packet, i64 } = pcapngBlocks();
    const options = [
      { code: 9, value: Uint8Array.of(9) },
      { code: 14, value: i64(BigInt(offset)) },
    ];
    const times = [0, 1, 2].map((second) => ({
      seconds: offset + second,
      nanoseconds: 123_457_789 + second,
    }));
    const blocks = times.map(({ nanoseconds }, second) =>
      packet(connection(1000, 0)[0].data, { ticks: BigInt(second * 1e9 + nanoseconds) }),
    );
    const start = [section(), anInterface(LinkType.raw, 0, options)];
    const far = scratch.file('far.pcapng', Buffer.concat([...start, ...blocks]));
    const [written, flows] = ['pcapng', 'jsonl'].map((ending) => scratch.path(`kept.${ending}`));
    await replayJson(['-r', far, '--engine-core', core, '--write-allowed', written, '--flows', flows]);
    const read: object[] = [];
    await readCapture(written, ({ seconds, nanoseconds }) => {
      read.push({ seconds, nanoseconds });
      return undefined;
    });
    expect(read).toEqual(times);
    // A flow log begins in 1970.
    const { time } = JSON.parse(scratch.read('kept.jsonl').split('\n')[0]).flow;
    const second = new Date(Math.max(offset, 0) * 1000).toISOString().slice(0, -4);
    expect(time).toBe(`${second}123457789Z`);
  });

  it('hold nothing but packets of the one verdict when they are replayed again', async () => {
    const { report } = await replayJson([...shopToday.slice(2), '-r', allowed]);
    expect(report.packetVerdicts).toMatchObject({ dropped: 0, rejected: 0 });
  });
});

describe('an output that cannot be written', () => {
  const partial = () => readdirSync(scratch.folder).filter((name) => name.includes('partial'));

  it.each([
    ['--flows', 'file-unwritable'],
    ['--write-allowed', 'capture-unwritable'],
    ['--write-denied', 'capture-unwritable'],
  ])('%s ends the run at once, with %s', async (flag, code) => {
    const ran = await run(['replay', ...shopToday, flag, '/nonexistent/x']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(
      /cannot write (the capture )?\/nonexistent\/x: no such file or directory \(ENOENT\)/,
    );
    expect(ran.stderr).toContain(`[${code}]`);
  });

  it('leaves no part of the others behind', async () => {
    const other = ['--write-allowed', scratch.path('left.pcapng'), '--write-denied', '/nonexistent/x'];
    await run(['replay', ...shopToday, ...other]);
    expect(partial()).toEqual([]);
  });

  it('as classic pcap with packets of two link types leaves no part behind', async () => {
    const raw = scratch.file('raw.pcap', capture([datagram(1000, 2e9)]));
    const ran = await run(['replay', ...shopToday, '-r', raw, '--write-allowed', scratch.path('mixed.pcap')]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('[mixed-link-types]');
    expect(partial()).toEqual([]);
    expect(readdirSync(scratch.folder)).not.toContain('mixed.pcap');
  });
});

it.each([
  ['a file', scratch.path('same')],
  ['standard output', '-'],
])('two outputs to %s are refused', async (_, path) => {
  const ran = await run(['replay', ...shopToday, '--flows', path, '--write-denied', path]);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain('[same-output]');
});

describe('an output that is read in the same run', () => {
  const files = {
    read: scratch.file('in/a.pcap', capture([datagram(1, 1)])),
    cluster: scratch.file('in/c.yaml', cluster),
    policy: scratch.file('in/p/closed.yaml', closed),
    later: scratch.file('in/later.yaml', closed),
  };
  const folder = scratch.path('in/p');
  const replay = ['replay', '-r', files.read, '-c', files.cluster, '-p', folder, '--policy-change'];
  const link = (to: string) => {
    const path = scratch.path(`in/link-${to.replaceAll('/', '-')}`);
    if (!existsSync(path)) symlinkSync(to, path);
    return path;
  };
  const outputs = ['--flows', '--write-allowed', '--write-denied'];

  it.each(Object.entries(files).flatMap(([what, path]) => outputs.map((flag) => [what, flag, path])))(
    'as --%s is not written by %s, by whatever path',
    async (_, flag, path) => {
      const before = readFileSync(path);
      for (const written of [path, link(path)]) {
        const ran = await run([...replay, `#1=${files.later}`, flag, written]);
        expect(ran.code, ran.stderr).toBe(2);
        expect(ran.stderr).toContain('[output-is-input]');
      }
      expect(readFileSync(path)).toEqual(before);
    },
  );

  it('is not written by compile either', async () => {
    for (const path of [files.cluster, files.policy, link(files.policy)]) {
      const before = readFileSync(path);
      const ran = await run(['compile', '-c', files.cluster, '-p', folder, '--out', path]);
      expect(ran.code, ran.stderr).toBe(2);
      expect(ran.stderr).toContain('[output-is-input]');
      expect(readFileSync(path)).toEqual(before);
    }
  });

  it('is named twice by two paths to one file', async () => {
    const path = scratch.file('in/out.pcap', '');
    const ran = await run([...replay, `#1=${files.later}`, '--flows', path, '--write-denied', link(path)]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('[same-output]');
  });
});
