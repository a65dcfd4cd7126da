import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { run } from './run.ts';
import { inRepository, Scratch } from './scratch.ts';

const commands = createProgram({} as never, () => {}).commands;
const names = commands.map((command) => command.name());

describe('help', () => {
  it('of the program lists every command with what it does', async () => {
    const { stdout, stderr, code } = await run(['--help']);
    for (const command of commands) {
      expect(stdout).toContain(`  ${command.name()}`);
      expect(stdout).toContain(command.summary());
    }
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each(names)('of %s says how it is used and describes every option', async (name) => {
    const { stdout, stderr, code } = await run([name, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: tierwall ${name}`);
    for (const option of commands.find((command) => command.name() === name)?.options ?? []) {
      if (option.hidden) {
        expect(stdout).not.toContain(`${option.long} `);
        continue;
      }
      expect(stdout).toContain(option.flags);
      expect(option.description).not.toBe('');
    }
  });

  it('fits 80 cells', async () => {
    for (const name of names) {
      const { stdout } = await run([name, '--help']);
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    }
  });

  it('comes on standard error, with exit code 2, where no command is given', async () => {
    const ran = await run([]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('Usage: tierwall');
  });
});

describe('completion', () => {
  const scratch = new Scratch();
  const has = (shell: string) => spawnSync(shell, ['--version']).error === undefined;

  it.each([
    ['bash', ['-n']],
    ['zsh', ['-n']],
    ['fish', ['--no-execute']],
  ])('for %s can be read by it', async (shell, flags) => {
    const { stdout, code } = await run(['completion', shell]);
    expect(code).toBe(0);
    for (const name of names) expect(stdout).toContain(name);
    if (!has(shell)) return; // Where the shell is missing, the text alone is looked at.
    execFileSync(shell, [...flags, scratch.file(`completion.${shell}`, stdout)]);
  });

  it.skipIf(!has('bash')).each([
    [['rep'], 'replay'],
    [['replay', '--fail'], '--fail-on'],
    [['replay', '--midstream', ''], 'invalid pickup'],
    [['test', '-o', 'j'], 'json junit'],
    [['compl'], 'completion'],
    [['completion', 'ba'], 'bash'],
    [['replay', '--color', 'al'], 'always'],
  ])('for bash completes %j to %s', async (words, completed) => {
    const script = (await run(['completion', 'bash'])).stdout;
    const given = `COMP_WORDS=(tierwall ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`;
    const ask = `${script}\n${given}; _tierwall; echo "\${COMPREPLY[*]}"`;
    expect(execFileSync('bash', ['-c', ask], { encoding: 'utf8' }).trim()).toBe(completed);
  });

  it('for another shell says which there are', async () => {
    const ran = await run(['completion', 'tcsh']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('Allowed choices are bash, zsh, fish.');
  });
});

describe('doctor', () => {
  it('says of each thing how it is, and how to mend what is not', async () => {
    const { stdout, stderr } = await run(['doctor', '-o', 'json']);
    const { schema, checks } = JSON.parse(stdout);
    expect(schema).toBe('tierwall.doctor/v1');
    for (const check of checks) {
      expect(Object.keys(check)).toEqual(['name', 'status', 'detail', 'mend']);
      expect(['ok', 'slower', 'absent', 'missing']).toContain(check.status);
      expect(check.mend === '').toBe(check.status === 'ok');
    }
    expect(stderr).toBe('');
  });

  it('finds programs on the PATH that it is given', async () => {
    const path = inRepository('test/cli');
    const { stdout } = await run(['doctor', '-o', 'json'], { env: { PATH: path } });
    const status = (name: string) =>
      JSON.parse(stdout).checks.find((check: { name: string }) => check.name === name).status;
    expect([status('editcap'), status('node'), status('demo data')]).toEqual(['absent', 'ok', 'ok']);
  });

  it('prints a table for people, and ends with 0 where every command can run', async () => {
    const { stdout, code } = await run(['doctor']);
    expect(stdout).toMatch(/^CHECK +STATUS +DETAIL +TO MEND\nnode +ok /);
    expect(code).toBe(0);
  });
});

describe('demo', () => {
  it('tells its three chapters, each with the command that makes it, and ends with 0', async () => {
    const { stdout, code } = await run(['demo']);
    expect(code).toBe(0);
    const questions = stdout.split('\n').filter((line) => line.endsWith('?'));
    expect(questions).toEqual([
      'What do the policies of today do to this traffic?',
      'What would change if the policies of tomorrow replaced them?',
      'Why would Prometheus lose its target?',
    ]);
    const commandLines = stdout.split('\n').filter((line) => line.startsWith('$ tierwall '));
    expect(commandLines.map((line) => line.split(' ')[2])).toEqual(['replay', 'diff', 'why']);
  });

  it('shows commands that do what it shows', async () => {
    const { stdout } = await run(['demo']);
    const [first, , last] = stdout.split('\n').filter((line) => line.startsWith('$ tierwall '));
    const again = await run(first.split(' ').slice(2));
    const flows = /^flows:.*$/m.exec(again.stdout)?.[0];
    expect(stdout).toContain(flows);
    expect(stdout.endsWith((await run(last.split(' ').slice(2))).stdout)).toBe(true);
  });
});
