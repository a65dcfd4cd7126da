import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openOutput } from '../../src/capture/output.ts';

/** By call of node:fs/promises: the code of the error that it ends with where the path is that of a partial file. */
const failing = vi.hoisted(() => ({ open: '', rename: '' }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs/promises')>();
  const unless =
    <Args extends [unknown, ...unknown[]], Result>(
      name: 'open' | 'rename',
      call: (...args: Args) => Result,
    ) =>
    (...args: Args) => {
      if (failing[name] === '' || !String(args[0]).endsWith('.partial')) return call(...args);
      return Promise.reject(Object.assign(new Error(name), { code: failing[name] }));
    };
  return { ...fs, open: unless('open', fs.open), rename: unless('rename', fs.rename) };
});

let folder: string;
const path = () => join(folder, 'out');
const bytes = new TextEncoder().encode('new');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tierwall-output-'));
  writeFileSync(path(), 'old');
});

afterEach(() => {
  Object.assign(failing, { open: '', rename: '' });
  rmSync(folder, { recursive: true });
});

describe('an output', () => {
  it('takes the place of a file when it is closed', async () => {
    const output = await openOutput(path());
    await output.write(bytes);
    expect(readFileSync(path(), 'utf8')).toBe('old');
    await output.close();
    expect(readFileSync(path(), 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('may have the longest name that there is', async () => {
    const long = join(folder, 'é'.repeat(127));
    const output = await openOutput(long);
    await output.write(bytes);
    await output.close();
    expect(readFileSync(long, 'utf8')).toBe('new');
  });

  it('leaves a file as it was when it is given up', async () => {
    const output = await openOutput(path());
    await output.write(bytes);
    await output.abort();
    expect(readFileSync(path(), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it.each(['EACCES', 'EPERM', 'EROFS'])(
    'goes to the file itself where the folder refuses others: %s',
    async (code) => {
      failing.open = code;
      const output = await openOutput(path());
      await output.write(bytes);
      await output.close();
      expect(readFileSync(path(), 'utf8')).toBe('new');
      expect(readdirSync(folder)).toEqual(['out']);
    },
  );

  it('is copied into a file that cannot be replaced', async () => {
    failing.rename = 'EBUSY';
    const output = await openOutput(path());
    await output.write(bytes);
    await output.close();
    expect(readFileSync(path(), 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it.each(['open', 'rename'] as const)('leaves no part behind where %s fails otherwise', async (name) => {
    failing[name] = 'EIO';
    const written = openOutput(path()).then(async (output) => {
      await output.write(bytes);
      await output.close();
    });
    await expect(written).rejects.toMatchObject({ code: 'capture-unwritable' });
    expect(readFileSync(path(), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('follows a link, to a file that is there and to one that is not yet', async () => {
    for (const [link, leadsTo] of [
      ['link', 'out'],
      ['dangling', 'later'],
    ]) {
      symlinkSync(leadsTo, join(folder, link));
      const output = await openOutput(join(folder, link));
      await output.write(bytes);
      await output.close();
      expect(readFileSync(join(folder, leadsTo), 'utf8')).toBe('new');
      expect(readlinkSync(join(folder, link))).toBe(leadsTo);
    }
  });

  it('refuses a link that leads into no folder', async () => {
    symlinkSync(join('missing', 'out'), join(folder, 'lost'));
    await expect(openOutput(join(folder, 'lost'))).rejects.toMatchObject({ code: 'capture-unwritable' });
  });

  it('says who could not write in the words of who asks', async () => {
    failing.open = 'EIO';
    const wrong = new Error('not so');
    await expect(openOutput(path(), () => wrong as never)).rejects.toBe(wrong);
  });
});
