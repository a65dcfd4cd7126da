// npm run build:kernels [-- --check]
//
// Compiles the kernels of src/kernels to WebAssembly and writes the module into src/kernels/generated/kernels.ts.
// The same sources are the portable version: only mem.ts is replaced. --check writes nothing and fails where the
// committed file is not what the sources give.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import binaryen from 'assemblyscript/binaryen';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = 'src/kernels';
const output = join(root, folder, 'generated', 'kernels.ts');
const replaced = new Map([
  [`${folder}/mem.ts`, 'scripts/kernels/mem.as.ts'],
  [`${folder}/hash-four.ts`, 'scripts/kernels/hash-four.as.ts'],
]);

const flags = [
  ...['-O3', '--debug', '--runtime', 'stub', '--noAssert', '--noExportMemory'],
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ...['--enable', 'simd,threads'],
];

/** Sections that a kernel module must not have: each new instance would write them into the shared memory again. */
const forbiddenSections = new Map([
  [6, 'global'],
  [8, 'start'],
  [11, 'data'],
]);
const headerLength = 8;
const longestInlined = 100_000;

const check = process.argv.includes('--check');
const text = render(await compile());
if (!check) {
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, text);
} else if (!existsSync(output) || readFileSync(output, 'utf8') !== text) {
  throw new Error(`${output} is stale: run npm run build:kernels and commit it`);
}

/** Gives the module and the sources that it was made of, by their paths. */
async function compile() {
  const sources = new Map();
  let module;
  const { error, stderr } = await asc.main([`${folder}/entry.ts`, '--outFile', 'kernels.wasm', ...flags], {
    readFile: (name) => readSource(name, sources),
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) module = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${stderr}${error.message}`);
  const inlined = inline(module);
  inspect(inlined);
  return { module: inlined, sources };
}

/** Puts functions with one caller into it, however long they are: the compiler's own bound on that costs a tenth. */
function inline(module) {
  const parsed = binaryen.readBinary(module);
  parsed.setFeatures(binaryen.Features.Atomics | binaryen.Features.SIMD128 | binaryen.Features.BulkMemory);
  binaryen.setDebugInfo(true);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setOneCallerInlineMaxSize(longestInlined);
  binaryen.setAllowInliningFunctionsWithLoops(true);
  parsed.runPasses(['inlining-optimizing']);
  parsed.optimize();
  const bytes = parsed.emitBinary();
  parsed.dispose();
  return bytes;
}

/** The compiler adds .ts to what an import says, which ends in .ts already. */
function readSource(name, sources) {
  const plain = name.replaceAll('\\', '/').replace(/\.ts\.ts$/, '.ts');
  const path = replaced.get(plain) ?? plain;
  if (!existsSync(join(root, path))) return null;
  const contents = readFileSync(join(root, path), 'utf8');
  sources.set(path, contents);
  return contents;
}

/** The module must consist of code over one imported memory. */
function inspect(module) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(module));
  const names = imports.map((one) => `${one.module}.${one.name} (${one.kind})`).join(', ');
  if (names !== 'env.memory (memory)') throw new Error(`the kernels import ${names}`);
  for (const id of sectionIds(module)) {
    const name = forbiddenSections.get(id);
    if (name !== undefined) throw new Error(`the kernels have a ${name} section`);
  }
}

function sectionIds(module) {
  const ids = [];
  let at = headerLength;
  while (at < module.length) {
    ids.push(module[at++]);
    let length = 0;
    let shift = 0;
    let byte;
    do {
      byte = module[at++];
      length |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    at += length;
  }
  return ids;
}

function render({ module, sources }) {
  const hash = createHash('sha256');
  for (const path of [...sources.keys()].sort()) hash.update(`${path}\n${sources.get(path)}`);
  return [
    '// Made from the kernels by `npm run build:kernels`; not to be edited.',
    '/** SHA-256 of the sources, hex. */',
    `export const sourceHash: string = '${hash.digest('hex')}';`,
    '/** The WebAssembly module, base64. */',
    `export const moduleText: string = '${Buffer.from(module).toString('base64')}';`,
    '',
  ].join('\n');
}
