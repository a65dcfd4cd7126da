// Bundles src/ into dist/, or into a new folder that is named: the program, a file for each of its threads, and what commands load
// when they are called. From a file for each of more than five hundred modules it would start 0.2 s later.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [, , named] = process.argv;
if (named !== undefined && existsSync(named)) throw new Error(`${named} is there already`);
const dist = join(root, 'dist');
// What does not build must not look as if it had.
if (named === undefined) rmSync(dist, { recursive: true, force: true });

const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const packages = Object.keys(dependencies);
const bundle = await rolldown({
  input: {
    main: join(root, 'src/cli/main.ts'),
    // worker-pool.ts has these names.
    'reader-thread': join(root, 'src/replay/compiled/reader-thread.ts'),
    'tracker-thread': join(root, 'src/replay/compiled/tracker-thread.ts'),
  },
  platform: 'node',
  tsconfig: join(root, 'tsconfig.json'),
  external: [/^node:/, ...packages],
  plugins: [{ name: 'no-other-packages', resolveId: refuseOthers }],
});
// All in one folder: worker-pool.ts looks for threads beside itself.
const output = { format: 'esm', sourcemap: true, chunkFileNames: '[name]-[hash].js' };
await bundle.write({ dir: named ?? dist, ...output });
await bundle.close();

/** Whoever installs the package has its dependencies, and nothing else. */
function refuseOthers(source, importer) {
  const isOwn = importer === undefined || source.startsWith('.') || source.startsWith('node:');
  if (!isOwn && !packages.includes(source)) throw new Error(`${importer} imports ${source}, no dependency`);
  return null;
}
