/** Compiles src/kernels with AssemblyScript, in one of two variants that differ in what stands for a few files. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = 'src/kernels';
const flags = [
  ...['-O3', '--debug', '--runtime', 'stub', '--noAssert', '--noExportMemory'],
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
];
const memory = [`${folder}/mem.ts`, 'scripts/kernels/mem.as.ts'];

/**
 * Functions that every packet calls, in place of whose calls their code stands: the compiler does that by itself only
 * for functions that are short or have one caller.
 */
const inlined = [
  'readLink',
  'readTransport',
  'hintOf',
  'shortHash',
  'isTracked',
  'directionOfKey',
  'countInSlot',
  'readTcp',
  'readTcp4',
  'readEthernetTcp4',
  'trackRow',
  'followOpen',
  'openFlowOf',
  'takeSegment',
  'isAckInBounds',
  'isOthers',
  'differingHigh',
  'judgeRow',
  'addToChecksum',
];

/** For WebAssembly. */
export const simd = {
  flags: ['--enable', 'simd,threads'],
  replaced: new Map([
    memory,
    [`${folder}/mem-wide.ts`, 'scripts/kernels/mem-simd.as.ts'],
    [`${folder}/hash-four.ts`, 'scripts/kernels/hash-four.as.ts'],
  ]),
};

/** To make JavaScript of. */
export const scalar = {
  flags: ['--enable', 'threads', '--disable', 'bulk-memory'],
  replaced: new Map([
    memory,
    [`${folder}/mem-wide.ts`, 'scripts/kernels/mem-scalar.as.ts'],
    [`${folder}/hash-four.ts`, 'scripts/kernels/hash-four-scalar.as.ts'],
  ]),
};

/** Gives the module; adds to `sources` what it was made of, by the files' paths. */
export async function compile(variant, sources) {
  let module;
  const all = [`${folder}/entry.ts`, '--outFile', 'kernels.wasm', ...flags, ...variant.flags];
  const { error, stderr } = await asc.main(all, {
    readFile: (name) => readSource(name, variant.replaced, sources),
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) module = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${stderr}${error.message}`);
  return module;
}

/** The compiler adds .ts to what an import says, which ends in .ts already. */
function readSource(name, replaced, sources) {
  const plain = name.replaceAll('\\', '/').replace(/\.ts\.ts$/, '.ts');
  const path = replaced.get(plain) ?? plain;
  if (!existsSync(join(root, path))) return null;
  const contents = readFileSync(join(root, path), 'utf8');
  sources.set(path, contents);
  return markInlined(contents);
}

function markInlined(contents) {
  const names = inlined.join('|');
  return contents.replace(new RegExp(`^(export )?function (${names})\\(`, 'gm'), '@inline $1function $2(');
}
