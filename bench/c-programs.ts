import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A program of bench/c, ready to run, or why it is not there. */
export type Compiled = { readonly path: string } | { readonly missing: string };

const compilerHint = 'no C compiler: apt-get install -y gcc libc6-dev';
const libpcapHint = 'no libpcap headers: apt-get install -y libpcap-dev';

/** Compiles bench/c/count-libpcap.c (needs the headers of libpcap). */
export function compileCountLibpcap(): Compiled {
  return compile('count-libpcap', libpcapFlags(), libpcapHint);
}

/** Compiles bench/c/read-floor.c (needs libc only). */
export function compileReadFloor(): Compiled {
  return compile('read-floor', [], compilerHint);
}

function compile(name: string, flags: readonly string[], hint: string): Compiled {
  if (spawnSync('cc', ['--version']).error !== undefined) return { missing: compilerHint };
  const folder = join(process.cwd(), '.build', 'bench', 'c');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const source = join(process.cwd(), 'bench', 'c', `${name}.c`);
  const { status, stderr } = spawnSync('cc', ['-O2', '-Wall', '-Wextra', '-o', path, source, ...flags]);
  return status === 0 ? { path } : { missing: `${hint}\n${stderr}`.trim() };
}

/** pkg-config knows where libpcap is; without it the usual places are tried. */
function libpcapFlags(): readonly string[] {
  const { status, stdout } = spawnSync('pkg-config', ['--cflags', '--libs', 'libpcap']);
  return status === 0 ? stdout.toString().trim().split(/\s+/) : ['-lpcap'];
}
