/** How much input is read before the reader gives up; each limit has its own error code. */
export interface ParseOptions {
  /** All files of one load together, in bytes. */
  readonly maxBytes?: number;
  /** One file, in bytes. */
  readonly maxFileBytes?: number;
  /** Documents of all files together. */
  readonly maxDocuments?: number;
  /** Nested lists and mappings. */
  readonly maxDepth?: number;
  /** Scalars, lists and mappings of all files together, aliases written out. */
  readonly maxNodes?: number;
  /** Of those, the nodes that one document may gain by writing out its aliases. */
  readonly maxAliasNodes?: number;
}

export type Limits = Required<ParseOptions>;

const mebibyte = 1024 * 1024;
/** Pod lists as kubectl prints them have a node per 16 bytes, dense policies one per 13. */
const bytesPerNode = 12;
/** CRDs, the deepest objects there are, stay under 100. */
const defaultDepth = 256;
/** The YAML reader descends by recursion, which must be safe on every stack. */
export const deepest = 1000;

export function resolveLimits(options: ParseOptions = {}): Limits {
  const maxBytes = options.maxBytes ?? 64 * mebibyte;
  return {
    maxBytes,
    maxFileBytes: options.maxFileBytes ?? maxBytes,
    maxDocuments: options.maxDocuments ?? 100_000,
    maxDepth: Math.min(options.maxDepth ?? defaultDepth, deepest),
    maxNodes: options.maxNodes ?? Math.max(1_000_000, Math.floor(maxBytes / bytesPerNode)),
    maxAliasNodes: options.maxAliasNodes ?? 100_000,
  };
}

/** What one load has used of its limits; files of a load share it. */
export interface Usage {
  bytes: number;
  documents: number;
  nodes: number;
  /** A limit of the load as a whole was met: nothing more is read. */
  over: boolean;
}

export interface Budget {
  readonly limits: Limits;
  readonly used: Usage;
}

export function newBudget(options?: ParseOptions): Budget {
  return { limits: resolveLimits(options), used: { bytes: 0, documents: 0, nodes: 0, over: false } };
}

/** `64 MiB`, `1.5 KiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const unit = bytes < mebibyte ? 'KiB' : 'MiB';
  const value = bytes / (unit === 'KiB' ? 1024 : mebibyte);
  return `${Number(value.toFixed(1))} ${unit}`;
}
