import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of the package that this file belongs to, whatever file it has been bundled into. */
export const packageFolder = above(dirname(fileURLToPath(import.meta.url)));

function above(folder: string): string {
  const parent = dirname(folder);
  return existsSync(join(folder, 'package.json')) || parent === folder ? folder : above(parent);
}
