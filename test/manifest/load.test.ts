import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { TierwallError } from '../../src/diagnostics/errors.ts';
import type { ParseOptions } from '../../src/manifest/limits.ts';
import { loadDocuments, loadManifests } from '../../src/manifest/load.ts';

const root = mkdtempSync(join(tmpdir(), 'tierwall-manifest-'));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
/** A folder with these files; the paths may hold folders. */
function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const path = join(root, String(folders++));
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

const object = (name: string) => `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "${name}"}}\n`;

async function names(paths: readonly string[]): Promise<string[]> {
  const { manifests, diagnostics } = await loadManifests(paths);
  expect(diagnostics).toEqual([]);
  return manifests.map(({ name }) => name);
}

async function refusal(paths: readonly string[], options?: ParseOptions): Promise<TierwallError> {
  const error = await loadManifests(paths, options).catch((error) => error);
  expect(error).toBeInstanceOf(TierwallError);
  expect(error.exitCode).toBe(3);
  return error;
}

describe('paths', () => {
  const base = folder({
    'b.yaml': object('b'),
    'a.yml': object('a'),
    'c.json': object('c'),
    'notes.txt': 'not: read',
    '.hidden.yaml': 'not: read',
    '.git/x.yaml': 'not: read',
    'deep/er/d.yaml': object('d'),
    'deep/[e].yaml': object('e'),
  });

  it('may be folders, which are read to the bottom in the order of names', async () => {
    expect(await names([base])).toEqual(['a', 'b', 'c', 'e', 'd']);
  });
  it('may be files of any name', async () => {
    const odd = folder({ 'policy.txt': object('x') });
    expect(await names([join(odd, 'policy.txt')])).toEqual(['x']);
  });
  it('may be globs', async () => {
    expect(await names([join(base, '*.y*ml')])).toEqual(['a', 'b']);
    expect(await names([join(base, '?.[!x-z]son')])).toEqual(['c']);
    expect(await names([join(base, '**', '*.yaml')])).toEqual(['b', 'e', 'd']);
    expect(await names([join(base, 'd*')])).toEqual(['e', 'd']);
  });
  it('that exist are no globs, whatever their characters', async () => {
    expect(await names([join(base, 'deep', '[e].yaml')])).toEqual(['e']);
  });
  it('that name one file twice read it once', async () => {
    expect(await names([join(base, 'b.yaml'), base, join(base, '..', '0', 'b.yaml')])).toEqual([
      'b',
      'a',
      'c',
      'e',
      'd',
    ]);
  });
  it('with links in a loop end', async () => {
    const loop = folder({ 'sub/a.yaml': object('a') });
    symlinkSync(loop, join(loop, 'sub', 'up'));
    symlinkSync(join(loop, 'sub', 'a.yaml'), join(loop, 'z.yaml'));
    expect(await names([loop])).toEqual(['a']);
  });
  it('keep the names that the user gave', async () => {
    const { files } = await loadManifests([join(base, 'a.yml')]);
    expect(files).toEqual([join(base, 'a.yml')]);
  });

  it.each([
    ['nothing.yaml', 'no-such-file'],
    ['*.nothing', 'no-such-file'],
    ['a.yml/x', 'no-such-file'],
  ])('%s is refused with %s', async (path, code) => {
    expect((await refusal([join(base, path)])).code).toBe(code);
  });
  it('that lead nowhere are refused', async () => {
    const broken = folder({});
    symlinkSync(join(broken, 'gone'), join(broken, 'x.yaml'));
    expect((await refusal([broken])).code).toBe('no-such-file');
  });
  it('of folders without manifests are refused', async () => {
    expect((await refusal([folder({ 'a.txt': '' })])).code).toBe('no-manifests');
  });
});

describe('size', () => {
  it('of a 100 MB folder is refused before a byte is read, with the flag that raises the limit', async () => {
    const large = folder({ 'a.yaml': '', 'b/c.yaml': '' });
    // Sparse files: the size stands in the inode only.
    truncateSync(join(large, 'a.yaml'), 50e6);
    truncateSync(join(large, 'b/c.yaml'), 50e6);
    const error = await refusal([large]);
    expect(error.code).toBe('input-too-large');
    expect(error.message).toBe(`${large} holds 95.4 MiB, over the limit of 64 MiB`);
    expect(error.hint).toContain('--max-input-bytes 100000000');
  });
  it('of a file is refused by name', async () => {
    const { code, message } = await refusal([folder({ 'a.yaml': object('a') })], { maxFileBytes: 10 });
    expect(code).toBe('input-too-large');
    expect(message).toMatch(/a\.yaml holds 63 bytes, over the limit of 10 bytes$/);
  });
  it('of a device that never ends is refused at the limit', async () => {
    const { code, message } = await refusal(['/dev/zero'], { maxBytes: 1000 });
    expect(code).toBe('input-too-large');
    expect(message).toContain('/dev/zero');
  });
});

describe('encodings', () => {
  const cases: readonly (readonly [string, Buffer, string])[] = [
    ['UTF-16 with a mark', Buffer.from('\ufeffa: 1\n', 'utf16le'), 'utf-16 1:1'],
    ['UTF-16 of the other order', Buffer.from('\ufeffa: 1\n', 'utf16le').swap16(), 'utf-16 1:1'],
    ['UTF-16 without a mark', Buffer.from('a: 1\n', 'utf16le'), 'utf-16 1:1'],
    ['invalid UTF-8', Buffer.from('a: é\nb: x\xff\n', 'latin1'), 'invalid-utf8 1:4'],
    [
      'invalid UTF-8 below',
      Buffer.concat([Buffer.from('a: é\nb: é'), Buffer.from([0xc3, 0x0a])]),
      'invalid-utf8 2:5',
    ],
    ['half a surrogate pair', Buffer.from([0x61, 0x3a, 0x20, 0xed, 0xa0, 0x80]), 'invalid-utf8 1:4'],
    ['a NUL byte', Buffer.from('a: 1\nb: \0\n'), 'nul-byte 2:4'],
  ];
  it.each(cases)('%s is refused with its place', async (_, bytes, fault) => {
    const { documents, diagnostics } = await loadDocuments([folder({ 'f.yaml': bytes })]);
    expect(documents).toEqual([]);
    expect(diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual([fault]);
  });
  it('a byte order mark in UTF-8 is nothing', async () => {
    expect(await names([folder({ 'f.yaml': `\ufeff${object('a')}` })])).toEqual(['a']);
  });
});

describe('limits of a load', () => {
  it('hold for all files together', async () => {
    const path = folder({ 'a.yaml': '[1,2,3]', 'b.yaml': '[1,2,3]', 'c.yaml': '[1,2,3]' });
    const { diagnostics, files } = await loadDocuments([path], { maxNodes: 6 });
    expect(diagnostics.map(({ code }) => code)).toEqual(['too-many-nodes']);
    expect(files).toEqual([join(path, 'a.yaml'), join(path, 'b.yaml')]);
  });
});
