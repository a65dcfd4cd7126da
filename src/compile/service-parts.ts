import {
  frontendBackends,
  frontendBytes,
  frontendPlace,
  frontendWhat,
  mostBackends,
} from '../kernels/image-layout.ts';
import { frontendHash } from '../kernels/services.ts';
import type { Frontend } from './frontends.ts';
import type { Lookup } from './lookup.ts';

/** In all lists together, 8 MiB: an inventory can name millions. Service ports behind them are for TypeScript. */
export const mostListedBackends = 2 ** 20;

/** The lists of backends, and the hash that leads to them (kernels/image-layout.ts). */
export interface ServiceParts {
  readonly lists: Uint32Array<ArrayBuffer>;
  /** `listsAt`: offset of the lists in the image. */
  cells(listsAt: number): Uint32Array<ArrayBuffer>;
}

/** Of service ports that the kernels judge by themselves: undefined if there are none. */
export function serviceParts(lookup: Lookup, frontends: readonly Frontend[]): ServiceParts | undefined {
  const words: number[] = [];
  const starts = new Map<Frontend['backends'], number>();
  let listed = 0;
  const able = frontends.filter(({ backends }) => {
    if (starts.has(backends)) return true;
    if (backends.length === 0 || backends.length > mostBackends) return false;
    if (listed + backends.length > mostListedBackends) return false;
    listed += backends.length;
    starts.set(backends, words.length);
    words.push(backends.length);
    for (const { address, port } of backends) words.push(lookup.placeOf(address).id, port);
    return true;
  });
  if (able.length === 0) return undefined;
  const listAt = ({ backends }: Frontend) => 4 * (starts.get(backends) as number);
  return {
    lists: Uint32Array.from(words),
    cells: (listsAt) => cellsOf(lookup, able, (frontend) => listsAt + listAt(frontend)),
  };
}

/** Half of the cells are free, so runs are short; the hash does not change, so no packet can lengthen them. */
function cellsOf(
  lookup: Lookup,
  frontends: readonly Frontend[],
  listOf: (frontend: Frontend) => number,
): Uint32Array<ArrayBuffer> {
  const size = 2 ** Math.ceil(Math.log2(frontends.length * 2));
  const words = frontendBytes / 4;
  const cells = new Uint32Array(size * words);
  for (const frontend of frontends) {
    const { address, protocol, port } = frontend;
    const place = lookup.placeOf(address).id;
    const what = (protocol << 16) | port;
    let cell = frontendHash(place, what) & (size - 1);
    while (cells[cell * words + frontendBackends / 4] !== 0) cell = (cell + 1) & (size - 1);
    cells[cell * words + frontendPlace / 4] = place;
    cells[cell * words + frontendWhat / 4] = what;
    cells[cell * words + frontendBackends / 4] = listOf(frontend);
  }
  return cells;
}
