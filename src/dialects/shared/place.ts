import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { formatPath, type Source } from '../../diagnostics/source.ts';

/** Where a diagnostic stands. Its path is within the object, also where the object is an item of a List. */
export function placeOf(source: Source): Pick<Diagnostic, 'file' | 'line' | 'column' | 'path'> {
  let path = source.path;
  while (path[0] === 'items' && typeof path[1] === 'number') path = path.slice(2);
  return { ...source.locate(), path: formatPath(path) };
}
