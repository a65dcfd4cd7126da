/** From the kernels' module, or from their portable form, to functions over one memory. */
import * as portableKernels from './entry.ts';
import { moduleText } from './generated/kernels.ts';
import { useMemory } from './mem.ts';

/**
 * The kernels' functions. Addresses, lengths and counts are unsigned numbers below 2^31; other words may be given
 * signed or unsigned. What the parameters mean stands at the functions in the kernels' files.
 */
export interface Kernels {
  /** walk.ts: records of a classic pcap file -> rows. Returns the number of rows. */
  walkPcap(
    at: number,
    end: number,
    rows: number,
    limit: number,
    control: number,
    littleEndian: number,
    headerLength: number,
    unitsPerSecond: number,
    minor: number,
    linkType: number,
  ): number;
  /** parse.ts: rows with captured bytes -> rows with keys. Returns how many the plain parser must read. */
  parseRows(
    rows: number,
    count: number,
    seed0: number,
    seed1: number,
    control: number,
    decap: number,
  ): number;
  /** flow-find.ts: reads ahead what track() will need of the flow table. The result means nothing. */
  touchRows(rows: number, from: number, to: number, table: number): number;
  /** track.ts: rows with keys -> what each is to its connection. Returns the index of the first that it did not do. */
  track(rows: number, from: number, to: number, out: number, table: number): number;
}

export interface LoadOptions {
  /** Take the TypeScript functions. Default: whether the environment has TIERWALL_KERNELS=portable. */
  readonly portable?: boolean;
}

const pageLength = 65536;
const maximumPages = 32768;
let compiled: WebAssembly.Module | undefined;

/** A memory for kernels of at least `length` bytes, below 2 GiB. It is shared: a worker thread gets it by message. */
export function createKernelMemory(length: number): WebAssembly.Memory {
  const pages = Math.min(Math.max(1, Math.ceil(length / pageLength)), maximumPages);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/**
 * The kernels over `memory`. Each thread loads its own; they may share the memory, as kernels have no state of their
 * own beside the rows and tables that they are given.
 *
 * The portable functions have one memory for each thread, which the last call sets.
 */
export function loadKernels(memory: WebAssembly.Memory, options: LoadOptions = {}): Kernels {
  if (options.portable ?? isPortableWanted()) {
    useMemory(memory.buffer);
    return portableKernels;
  }
  compiled ??= new WebAssembly.Module(Buffer.from(moduleText, 'base64'));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return exports as unknown as Kernels;
}

/** Kernels are little-endian, and so must be the typed arrays that others read their tables by. */
function isPortableWanted(): boolean {
  const isBigEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;
  return isBigEndian || process.env.TIERWALL_KERNELS === 'portable';
}
