/** From the kernels' module, or from their portable form, to functions over one memory. */
import { setFlagsFromString } from 'node:v8';
import type * as sources from './entry.ts';
import { moduleText } from './generated/kernels.ts';
import { createPortable } from './generated/portable.ts';

/**
 * The kernels' functions. Addresses, lengths and counts are unsigned numbers below 2^31; other words may be given
 * signed or unsigned. What the parameters mean stands at the functions in the kernels' files.
 */
export type Kernels = { readonly [Name in keyof typeof sources]: (typeof sources)[Name] };

export interface LoadOptions {
  /**
   * Take the JavaScript functions. Default: whether the environment has TIERWALL_KERNELS=portable. They are taken
   * too where the machine cannot run the module.
   */
  readonly portable?: boolean;
  /** kernelModule() of another thread: what its machine code has become by use is there at once. */
  readonly module?: WebAssembly.Module;
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
 */
export function loadKernels(memory: WebAssembly.Memory, options: LoadOptions = {}): Kernels {
  const portable = options.portable ?? process.env.TIERWALL_KERNELS === 'portable';
  const module = portable ? undefined : (options.module ?? kernelModule());
  if (module === undefined) return createPortable(memory) as unknown as Kernels;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  // A copy, as properties of the exports themselves are looked up by name each time.
  return { ...exports } as unknown as Kernels;
}

/**
 * Lets the kernels' machine code be optimised at once, in threads of V8's own, in place of when they have run for a
 * while. For who has much to read, and something else to do before. Says nothing where it is too late.
 */
export function optimiseKernels(): void {
  setFlagsFromString('--no-wasm-lazy-compilation');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  kernelModule();
}

/**
 * Lets V8 wait longer before it optimises JavaScript, in the whole process and from now on: for who has kernels do all
 * that is done for each packet. What the rest would gain comes later than the compiler's threads take processors away
 * from who reads and judges, and for longer than what lies between the two. That is so in the V8 of Node 20; later ones have
 * another flag, and gain nothing by it.
 */
export function optimiseSparingly(): void {
  if (isV8Of20()) setFlagsFromString('--interrupt-budget=2000000');
}

function isV8Of20(): boolean {
  return process.versions.v8.startsWith('11.3.');
}

/** Flags of the V8 of Node 20, and its defaults: see optimiseEarly. */
const earlyFlags = ['--interrupt-budget=5000', '--bytecode-size-allowance-per-tick=100000'];
const usualFlags = ['--interrupt-budget=67584', '--bytecode-size-allowance-per-tick=150'];

/** optimiseEarly is there. Later ones have other flags; with those of V8 13 nobody waited less. */
export function canOptimiseEarly(): boolean {
  return isV8Of20();
}

/** Has V8 optimise the JavaScript that runs meanwhile after little use, and then as it does by default. */
export function optimiseEarly(run: () => void): void {
  for (const flag of earlyFlags) setFlagsFromString(flag);
  try {
    run();
  } finally {
    for (const flag of usualFlags) setFlagsFromString(flag);
  }
}

/** Undefined where the machine cannot run the module: without SIMD, or where typed arrays are big-endian. */
export function kernelModule(): WebAssembly.Module | undefined {
  const isBigEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;
  const bytes = Buffer.from(moduleText, 'base64');
  if (isBigEndian || (compiled === undefined && !WebAssembly.validate(bytes))) return undefined;
  compiled ??= new WebAssembly.Module(bytes);
  return compiled;
}
