// npm run build:kernels
//
// Compiles src/kernels/entry.ts, with mem.as.ts in place of mem.ts, to WebAssembly, and writes it as a module that tsc
// and every bundler carry along unchanged: src/kernels/generated/kernels.ts. The same sources give the same bytes.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const kernels = join(root, 'src', 'kernels');
export const outputPath = join(kernels, 'generated', 'kernels.ts');

const flags = [
  '-O3',
  '--debug',
  ...['--runtime', 'stub', '--noAssert'],
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ...['--enable', 'simd,threads'],
];

/** The text of the generated module. Throws where the kernels do not compile, or need what they may not. */
export async function buildKernels() {
  const written = new Map();
  const { error, stderr } = await asc.main(['entry.ts', '-o', 'kernels.wasm', ...flags], {
    readFile: readSource,
    writeFile: (name, data) => written.set(name, data),
    listFiles: () => [],
  });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const wasm = written.get('kernels.wasm');
  check(wasm);
  return `/** Made by \`npm run build:kernels\` from the other files of this folder's parent: not to be edited. */
export const kernelsWasm =
  '${Buffer.from(wasm).toString('base64')}';
/** SHA-256 of the sources. */
export const kernelsSources = '${hashOfSources()}';
`;
}

/** asc asks for `./mem.ts.ts` where a file imports `./mem.ts`. */
function readSource(name) {
  if (!name.endsWith('.ts')) return null;
  const file = basename(name).replace(/(\.ts)+$/, '.ts');
  const path = file === 'mem.ts' ? join(root, 'scripts', 'kernels', 'mem.as.ts') : join(kernels, file);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/**
 * Several threads run the module on one memory: it may have no state of its own. Data segments and start functions
 * would be written and run anew by every instance; globals would differ between them.
 */
function check(wasm) {
  const module = new WebAssembly.Module(wasm);
  const imports = WebAssembly.Module.imports(module);
  if (imports.length !== 1 || imports[0].kind !== 'memory') {
    throw new Error(`the kernels import ${JSON.stringify(imports)}: only env.memory is allowed`);
  }
  const forbidden = new Map([
    [6, 'globals'],
    [8, 'a start function'],
    [11, 'data segments'],
  ]);
  for (const id of sectionsOf(wasm)) {
    if (forbidden.has(id)) throw new Error(`the kernels have ${forbidden.get(id)}`);
  }
}

/** Ids of the sections of a module (WebAssembly Core Specification 5.5.2). */
function* sectionsOf(wasm) {
  let at = 8;
  while (at < wasm.length) {
    const id = wasm[at++];
    let size = 0;
    let shift = 0;
    for (let more = true; more; shift += 7) {
      more = (wasm[at] & 128) !== 0;
      size += (wasm[at++] & 127) * 2 ** shift;
    }
    yield id;
    at += size;
  }
}

function hashOfSources() {
  const hash = createHash('sha256');
  const sources = readdirSync(kernels).filter((name) => name.endsWith('.ts'));
  for (const name of sources.sort()) hash.update(readFileSync(join(kernels, name)));
  hash.update(readFileSync(join(root, 'scripts', 'kernels', 'mem.as.ts')));
  return hash.digest('hex');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(outputPath, await buildKernels());
}
