import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandCaptures } from '../../src/capture/expand.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { pcap, text } from './build.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tierwall-expand-'));
  const at = (seconds: number, fraction = 0) => pcap({}, [{ data: text('x'), seconds, fraction }]);
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
  mkdirSync(join(folder, 'nothing'));
  const files: Record<string, Uint8Array> = {
    'late.pcap': at(300),
    'early.pcap': at(100),
    'middle.bin': gzipSync(at(200)),
    'same-b.pcap': at(250, 5),
    'same-a.pcap': at(250, 5),
    'sooner.pcap': at(250, 4),
    'none.pcap': pcap({}, []),
    'notes.txt': text('these are no packets'),
    'deep/one.pcap': at(2),
    'deep/er/two.pcap': at(1),
    'nothing/readme': text('no packets here'),
    '[odd].pcap': at(400),
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  symlinkSync('..', join(folder, 'deep/loop'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const names = async (...patterns: string[]) => {
  const files = await expandCaptures(patterns.map((pattern) => join(folder, pattern)));
  return files.map((file) => file.slice(folder.length + 1));
};

describe('the captures that a pattern names', () => {
  it('leave out a link that leads nowhere, and one that never ends, which is an error', async () => {
    mkdirSync(join(folder, 'links'));
    const path = join(folder, 'links/gone.pcap');
    symlinkSync('nowhere', path);
    writeFileSync(join(folder, 'links/here.pcap'), pcap({}, []));
    const skipped: Diagnostic[] = [];
    await expandCaptures([join(folder, 'links')], (diagnostic) => skipped.push(diagnostic));
    expect(skipped).toMatchObject([
      {
        severity: 'warning',
        code: 'capture-skipped',
        message: `left out: cannot read the capture ${path}: no such file or directory (ENOENT)`,
        file: path,
      },
    ]);
    const endless = join(folder, 'links/endless.pcap');
    symlinkSync('endless.pcap', endless);
    const unread: Diagnostic[] = [];
    await expandCaptures([join(folder, 'links')], (diagnostic) => unread.push(diagnostic));
    const errors = unread.filter(({ severity }) => severity === 'error');
    expect(errors).toMatchObject([{ code: 'capture-unreadable', file: endless }]);
    expect(errors[0].message).toContain('(ELOOP)');
    rmSync(join(folder, 'links/here.pcap'));
    await expect(expandCaptures([join(folder, 'links')])).rejects.toMatchObject({
      code: 'no-captures',
      diagnostics: errors,
    });
    rmSync(join(folder, 'links'), { recursive: true });
  });

  it('are a file as it is, capture or not, and standard input', async () => {
    expect(await names('notes.txt', '[odd].pcap')).toEqual(['notes.txt', '[odd].pcap']);
    expect(await expandCaptures(['-'])).toEqual(['-']);
  });

  it('are those in a directory, by the time of the first packet, then by name', async () => {
    expect(await names('.')).toEqual([
      'early.pcap',
      'middle.bin',
      'sooner.pcap',
      'same-a.pcap',
      'same-b.pcap',
      'late.pcap',
      '[odd].pcap',
      'none.pcap',
    ]);
  });

  it('leave out what is no capture by its content, and say so', async () => {
    const reports: Diagnostic[] = [];
    await expandCaptures([folder], (diagnostic) => reports.push(diagnostic));
    expect(reports).toEqual([
      expect.objectContaining({
        severity: 'warning',
        code: 'capture-skipped',
        file: join(folder, 'notes.txt'),
        message: expect.stringContaining('looks like text'),
      }),
    ]);
  });

  it('match wildcards in every part of the path', async () => {
    expect(await names('same-?.pcap')).toEqual(['same-a.pcap', 'same-b.pcap']);
    expect(await names('de*/*.pcap')).toEqual(['deep/one.pcap']);
    expect(await names('dee[o-q]/e?/two.pcap')).toEqual(['deep/er/two.pcap']);
  });

  it('match any number of folders with **, without following links', async () => {
    expect(await names('deep/**')).toEqual(['deep/er/two.pcap', 'deep/one.pcap']);
    expect(await names('**/one.pcap')).toEqual(['deep/one.pcap']);
    expect(await names('**/**/deep/**/**/two.pcap')).toEqual(['deep/er/two.pcap']);
  });

  it('follow the order of the patterns', async () => {
    expect(await names('late.pcap', 'early.pcap')).toEqual(['late.pcap', 'early.pcap']);
  });
});

describe('a pattern that names no capture', () => {
  it.each([
    ['*.cap', 'no-captures'],
    ['nothing', 'no-captures'],
    ['nothing/*', 'no-captures'],
    ['missing.pcap', 'capture-unreadable'],
  ])('is an error: %s gives %s', async (pattern, code) => {
    await expect(names(pattern)).rejects.toMatchObject({ code, exitCode: 3, hint: expect.any(String) });
  });
});
