/** Shared captures, unpacked, by any number of workers. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { captureRows, haveCaptures, skipNote } from '../capture/captures.ts';
import { policies, speakersJson } from '../replay/cores.ts';
import { buildProgram, runProgram } from './program.ts';
import { Scratch } from './scratch.ts';

const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';
const scratch = new Scratch();
const program = buildProgram();
const rows = captureRows();
const files = rows.map(({ file, path }) =>
  scratch.file(file.replaceAll('/', '-').replace(/\.gz$/, ''), gunzipSync(readFileSync(path))),
);
const policy = scratch.file('policies.yaml', policies);
let cluster = '';

/** All that a replay says, but for its times and the number of its threads. */
function said(read: readonly string[], logs: boolean, ...options: readonly string[]) {
  const log = ['--flows', scratch.path('flows.jsonl')];
  const captures = read.flatMap((file) => ['-r', file]);
  const common = ['-c', cluster, '-p', policy, '-o', 'json', ...(logs ? log : [])];
  const { status, stdout, stderr } = runProgram(program, ['replay', ...captures, ...common, ...options]);
  return {
    status,
    stderr,
    report: stdout.replace(/"(workers|setupSeconds|seconds)": [\d.e+-]+/g, ''),
    flows: logs ? scratch.read('flows.jsonl') : '',
  };
}

/** As the reference core says it. */
function agree(read: readonly string[], logs: boolean): void {
  const expected = said(read, logs, '--engine-core', 'reference');
  expect(expected.report).toContain('"checksum"');
  for (const workers of [1, 2, 3, 4, 8])
    expect(said(read, logs, '--workers', String(workers)), `${workers} workers`).toEqual(expected);
}

describe.skipIf(!haveCaptures)(`any number of workers says what the reference core says${skipNote}`, () => {
  beforeAll(async () => {
    cluster = scratch.file('cluster.json', await speakersJson(files));
  });

  it.each([
    ['with a flow log', true],
    ['of sums alone', false],
  ])('of all shared captures, one after another, %s', { timeout: 120_000 }, (_, logs) => {
    agree(files, logs);
  });

  it.runIf(exhaustive).each(rows.map(({ file }, index) => [file, files[index]]))('of %s', (_, file) => {
    agree([file], true);
    agree([file], false);
  });
});
