import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildProgram, runProgram } from './program.ts';
import { Scratch, shop, shopToday, shopTraffic } from './scratch.ts';

const scratch = new Scratch();
const program = buildProgram();

function start(argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...argv]);
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += chunk;
  return text;
}

const todayOf = (...argv: readonly string[]) =>
  ['replay', '-o', 'json', ...argv, '-c', shop.cluster] as const;
const checksumOf = (json: string): string => JSON.parse(json).checksum;

describe('the program', () => {
  it('ends with the exit code of the command', () => {
    expect(runProgram(program, ['replay', ...shopToday]).status).toBe(0);
    expect(runProgram(program, ['replay', ...shopToday, '--fail-on', 'deny']).status).toBe(1);
    expect(runProgram(program, ['replay']).status).toBe(2);
    expect(runProgram(program, ['replay', '-r', '/nonexistent']).status).toBe(3);
  });

  it('knows its version', () => {
    expect(runProgram(program, ['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the standard input', () => {
  const bytes = readFileSync(shop.capture);
  const { stdout } = runProgram(program, todayOf('-r', shop.capture, '-p', shop.today));

  it.each([
    ['a capture', bytes],
    ['a compressed capture', gzipSync(bytes)],
  ])('may be %s', (_, input) => {
    const ran = runProgram(program, todayOf('-r', '-', '-p', shop.today), input);
    expect(checksumOf(ran.stdout)).toBe(checksumOf(stdout));
    expect(JSON.parse(ran.stdout).captures[0].file).toBe('-');
  });

  it('may be policies, whose places are then in <stdin>', () => {
    const policies = ['core', 'shop'].map((name) => readFileSync(`${shop.today}/${name}.yaml`, 'utf8'));
    const argv = ['replay', ...shopTraffic, '-p', '-'];
    const ran = runProgram(program, argv, policies.join('\n---\n'));
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toMatch(/NetworkPolicy core\/dns-from-pods, ingress rule 0 +<stdin>:14\n/);
  });

  it('and pipes of the shell may be everything that is read', () => {
    const command = '"$0" "$1" replay -o json -r <(cat "$2") -c <(cat "$3") -p <(cat "$4")';
    const policies = `${shop.today}/shop.yaml`;
    const argv = [process.execPath, program, shop.capture, shop.cluster, policies];
    const piped = spawnSync('bash', ['-c', command, ...argv], { encoding: 'utf8' });
    expect(piped).toMatchObject({ status: 0, stderr: '' });
    const read = runProgram(program, todayOf('-r', shop.capture, '-p', policies));
    expect(checksumOf(piped.stdout)).toBe(checksumOf(read.stdout));
  });

  it('may be the cluster', () => {
    const argv = ['replay', '-o', 'json', '-r', shop.capture, '-p', shop.today, '-c', '-'];
    const ran = runProgram(program, argv, readFileSync(shop.cluster));
    expect(checksumOf(ran.stdout)).toBe(checksumOf(stdout));
  });

  it('that is empty is an error', () => {
    const ran = runProgram(program, ['replay', '-r', '-']);
    expect(ran).toMatchObject({ status: 3, stdout: '' });
    expect(ran.stderr).toContain('-: fault at byte 0: the file is empty [empty-file]');
  });

  it('that is no capture ends the run though the writer goes on', async () => {
    const child = start(['replay', '-r', '-']);
    child.stdin?.on('error', () => {});
    child.stdin?.write('words '.repeat(100));
    const [code] = await once(child, 'exit');
    expect(code).toBe(3);
    child.stdin?.destroy();
  });
});

describe('a reader that goes away', () => {
  it('from standard output ends the run without a word and with exit code 0', async () => {
    const child = start(['replay', ...shopToday, '--flows', '-']);
    child.stdout?.destroy();
    const [said, [code]] = await Promise.all([textOf(child.stderr), once(child, 'exit')]);
    expect({ said, code }).toEqual({ said: '', code: 0 });
  });

  it('from standard error changes nothing', async () => {
    const child = start(['replay', '-r', shop.capture]);
    child.stderr?.destroy();
    const [data, [code]] = await Promise.all([textOf(child.stdout), once(child, 'exit')]);
    expect(data).toMatch(/flows: {3}30: 30 allow\n$/);
    expect(code).toBe(0);
  });
});

describe.skipIf(process.platform === 'win32')('a signal', () => {
  const partial = () => readdirSync(scratch.folder).filter((name) => name.endsWith('.partial'));

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'such as %s ends the run as it ends any program, and leaves no part of an output',
    async (signal) => {
      const child = start([
        ...['replay', '-r', '-', '--write-allowed', scratch.path('allowed.pcapng')],
        ...['--flows', scratch.path('flows.json')],
      ]);
      child.stdin?.write(readFileSync(shop.capture));
      while (partial().length < 2) await sleep(10);
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([null, signal]);
      expect(readdirSync(scratch.folder)).toEqual([]);
    },
  );
});
