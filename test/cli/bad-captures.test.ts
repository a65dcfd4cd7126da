import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pcap } from '../capture/build.ts';
import { replayJson, run } from './run.ts';
import { Scratch } from './scratch.ts';
import { capture, closed, datagram } from './traffic.ts';

/** A record of Ethernet with 60 bytes on the wire: little-endian time, big-endian lengths. */
function erf(seconds: number, recordLength: number): Buffer {
  const bytes = Buffer.alloc(80);
  bytes.writeUInt32LE(seconds, 4);
  bytes[8] = 2;
  bytes.writeUInt16BE(recordLength, 10);
  bytes.writeUInt16BE(60, 14);
  return bytes;
}

const scratch = new Scratch();
const whole = capture([datagram(1, 1), datagram(2, 2)]);

interface Bad {
  readonly what: string;
  readonly bytes: string | Uint8Array;
  readonly code: string;
  readonly says: string;
  /** That could be read before the fault. */
  readonly packets?: number;
}

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100)]);
const longRecord = pcap({ link: 101 }, [{ data: datagram(1, 1).data, captured: 0x7fff_ffff }]);

const bad: readonly Bad[] = [
  { what: 'text', bytes: 'What I saw on Monday.\n', code: 'bad-magic', says: 'it looks like text' },
  { what: 'JSON', bytes: '{"packets": []}\n', code: 'bad-magic', says: 'it looks like text' },
  { what: 'an image', bytes: png, code: 'bad-magic', says: 'it starts with the bytes 89504e47' },
  { what: 'empty', bytes: '', code: 'empty-file', says: 'the file is empty' },
  {
    what: 'ERF',
    bytes: erf(1_700_000_000, 80),
    code: 'bad-magic',
    says: 'it looks like an Endace ERF capture',
  },
  { what: 'ERF of 2040', bytes: erf(2_209_000_000, 80), code: 'bad-magic', says: 'it starts with the bytes' },
  {
    what: 'ERF too long',
    bytes: erf(1_700_000_000, 200),
    code: 'bad-magic',
    says: 'it starts with the bytes',
  },
  { what: 'gzip of text', bytes: gzipSync('words'), code: 'bad-magic', says: 'it looks like text' },
  {
    what: 'gzip twice',
    bytes: gzipSync(gzipSync(whole)),
    code: 'bad-magic',
    says: 'gzip within the compression',
  },
  { what: 'cut short', bytes: whole.subarray(0, -1), code: 'cut-short', says: 'ends inside', packets: 1 },
  {
    what: 'gzip that is cut short',
    bytes: gzipSync(whole, { level: 0 }).subarray(0, -20),
    code: 'gzip-cut-short',
    says: '',
    packets: 1,
  },
  { what: 'a record of 2 GB', bytes: longRecord, code: 'record-too-long', says: '' },
];

describe('a capture that is', () => {
  it.each(bad)('$what has the fault $code and exit code 3', async ({ bytes, code, says, packets = 0 }) => {
    const path = scratch.file('bad.pcap', bytes);
    const ran = await replayJson(['-r', path]);
    const { fault } = ran.report.captures[0];
    expect(fault).toMatchObject({ code, offset: expect.any(Number), message: expect.stringContaining(says) });
    expect(ran.stderr).toContain(`${path}: fault at byte ${fault.offset}: ${fault.message} [${code}]\n`);
    expect({ code: ran.code, packets: ran.report.packets }).toEqual({ code: 3, packets });
  });

  it('each of these is answered in bounded memory', async () => {
    const before = process.memoryUsage().rss;
    for (const { bytes } of bad) await run(['replay', '-r', scratch.file('bad.pcap', bytes)]);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  });

  it('a policy is told where policies go', async () => {
    const { stderr } = await run(['replay', '-r', scratch.file('closed.yaml', closed)]);
    expect(stderr).toContain(
      'Policies are named by --policy, inventories by --cluster; --read takes captures.',
    );
  });

  it('sound but without packets is an error too: nothing was replayed', async () => {
    const path = scratch.file('none.pcap', capture([]));
    const ran = await run(['replay', '-r', path]);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(
      `tierwall: no packet in ${path} [no-packets]\n  Nothing was replayed, so there is nothing to be sure of.\n`,
    );
  });
});

describe('a path', () => {
  it('to nothing is an error that names it once', async () => {
    const ran = await run(['replay', '-r', '/nonexistent.pcap']);
    expect(ran).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'tierwall: cannot read the capture /nonexistent.pcap: no such file or directory (ENOENT) [capture-unreadable]\n  Check the path; a pattern with * or ? may need quotes.\n',
    });
  });

  it('to nothing is an error even behind one that can be read', async () => {
    const ran = await run(['replay', '-r', scratch.file('good.pcap', whole), '-r', '/nonexistent.pcap']);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
  });

  it.each(['/nonexistent/*.pcap', '/dev/null/*'])(
    'with a pattern that matches nothing, %s, is an error',
    async (path) => {
      const ran = await run(['replay', '-r', path]);
      expect(ran.code).toBe(3);
      expect(ran.stderr).toMatch(/\[(no-captures|capture-unreadable)\]/);
    },
  );

  it.skipIf(process.getuid?.() === 0)('to a file that may not be read says whom to ask', async () => {
    const path = scratch.file('secret.pcap', whole);
    chmodSync(path, 0);
    const ran = await run(['replay', '-r', path]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      'EACCES [capture-unreadable]\n  Captures made by root are readable by root only',
    );
  });

  it.skipIf(process.platform === 'win32')('to a device without an end is answered at once', async () => {
    const ran = await run(['replay', '-r', '/dev/zero']);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('it starts with the bytes 00000000 [bad-magic]');
  });

  it.skipIf(process.platform === 'win32')('to a folder passes pipes over', async () => {
    scratch.file('folder/good.pcap', whole);
    execFileSync('mkfifo', [scratch.path('folder/pipe.pcap')]);
    const ran = await replayJson(['-r', scratch.path('folder')]);
    expect(ran).toMatchObject({ code: 0, report: { packets: 2 } });
    expect(ran.stderr).toContain('pipe.pcap: warning: left out: it is no regular file [capture-skipped]');
  });
});
