import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll } from 'vitest';
import { inRepository, type Scratch } from './scratch.ts';

/**
 * Builds the program as it is now, whatever `dist` holds, and gives the path of its bin file. It stands below
 * the repository, where it finds its packages, until the tests of the file are over.
 */
export function buildProgram(): string {
  mkdirSync(inRepository('.build'), { recursive: true });
  const folder = mkdtempSync(inRepository('.build', 'test-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync(process.execPath, [inRepository('scripts/build.mjs'), join(folder, 'dist')]);
  for (const name of ['package.json', 'pcaps']) symlinkSync(inRepository(name), join(folder, name));
  mkdirSync(join(folder, 'bin'));
  copyFileSync(inRepository('bin/tierwall.js'), join(folder, 'bin/tierwall.js'));
  return join(folder, 'bin/tierwall.js');
}

/** Runs it to its end, with these bytes on its standard input. */
export function runProgram(
  program: string,
  argv: readonly string[],
  input: string | Uint8Array = '',
): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [program, ...argv], { encoding: 'utf8', input, maxBuffer: 2 ** 26 });
}

/** Writes a program whose text may import sources of the repository by their paths, and gives the path of what node can run. */
export async function bundleProgram(scratch: Scratch, name: string, text: string): Promise<string> {
  const bundle = await rolldown({ input: scratch.file(`${name}.ts`, text), platform: 'node' });
  const file = scratch.path(`${name}.mjs`);
  await bundle.write({ file });
  await bundle.close();
  return file;
}
