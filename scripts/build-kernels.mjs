// npm run build:kernels [-- --check]
//
// Compiles the kernels of src/kernels to WebAssembly and writes the module into src/kernels/generated/kernels.ts. Makes
// JavaScript of the same kernels, compiled without SIMD, and writes it into src/kernels/generated/portable.ts. --check
// writes nothing and fails where a committed file is not what the sources give.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import binaryen from 'assemblyscript/binaryen';
import { javascriptOf } from './javascript/module.mjs';
import { compile, scalar, simd } from './kernels/compile.mjs';
import { inspect } from './kernels/inspect.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'src', 'kernels', 'generated');
const longestInlined = 100_000;
/** A call costs more in JavaScript than in WebAssembly. */
const shortInlined = 200;

const check = process.argv.includes('--check');
put('kernels.ts', await renderModule());
put('portable.ts', await renderJavascript());

function put(name, text) {
  const output = join(folder, name);
  if (!check) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(output, text);
  } else if (!existsSync(output) || readFileSync(output, 'utf8') !== text) {
    throw new Error(`${output} is stale: run npm run build:kernels and commit it`);
  }
}

async function renderModule() {
  const sources = new Map();
  const module = inline(await compile(simd, sources));
  inspect(module);
  return [
    '// Made from the kernels by `npm run build:kernels`; not to be edited.',
    ...hashLines(sources),
    '/** The WebAssembly module, base64. */',
    `export const moduleText: string = '${Buffer.from(module).toString('base64')}';`,
    '',
  ].join('\n');
}

/**
 * Puts functions with one caller into it, however long they are: the compiler's own bound on that costs a tenth. Functions
 * of up to `short` expressions go into all their callers.
 */
function inline(module, short) {
  const parsed = binaryen.readBinary(module);
  parsed.setFeatures(binaryen.Features.Atomics | binaryen.Features.SIMD128 | binaryen.Features.BulkMemory);
  binaryen.setDebugInfo(true);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setOneCallerInlineMaxSize(longestInlined);
  binaryen.setAllowInliningFunctionsWithLoops(true);
  if (short !== undefined) {
    binaryen.setAlwaysInlineMaxSize(short);
    binaryen.setFlexibleInlineMaxSize(short);
  }
  parsed.runPasses(['inlining-optimizing']);
  parsed.optimize();
  const bytes = parsed.emitBinary();
  parsed.dispose();
  return bytes;
}

async function renderJavascript() {
  const sources = new Map();
  const parsed = binaryen.readBinary(inline(await compile(scalar, sources), shortInlined));
  const lines = javascriptOf(parsed);
  parsed.dispose();
  return [
    '// @ts-nocheck: made from the kernels by `npm run build:kernels`; not to be edited.',
    ...hashLines(sources),
    '/** The kernels over a memory, in JavaScript. */',
    `export const createPortable: (memory: WebAssembly.Memory) => Record<string, unknown> = ${lines.join('\n')};`,
    '',
  ].join('\n');
}

function hashLines(sources) {
  const hash = createHash('sha256');
  for (const path of [...sources.keys()].sort()) hash.update(`${path}\n${sources.get(path)}`);
  return [
    '/** SHA-256 of the sources, hex. */',
    `export const sourceHash: string = '${hash.digest('hex')}';`,
  ];
}
