// Bundles src/ into dist/, or into the folder that is named: the program, a file for each of its threads, and what commands load
// when they are called. From a file for each of five hundred modules it would start 0.2 s later.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = process.argv[2] ?? join(root, 'dist');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(folder, { recursive: true, force: true });
const bundle = await rolldown({
  input: {
    main: join(root, 'src/cli/main.ts'),
    // worker-pool.ts has these names.
    'reader-thread': join(root, 'src/replay/compiled/reader-thread.ts'),
    'tracker-thread': join(root, 'src/replay/compiled/tracker-thread.ts'),
  },
  platform: 'node',
  tsconfig: join(root, 'tsconfig.json'),
  external: [/^node:/, ...Object.keys(dependencies)],
});
// All in one folder: worker-pool.ts looks for threads beside itself.
await bundle.write({ dir: folder, format: 'esm', sourcemap: true, chunkFileNames: '[name]-[hash].js' });
await bundle.close();
