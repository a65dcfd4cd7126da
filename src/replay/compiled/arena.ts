import { BeyondTables } from '../../compile/bounds.ts';

/** A part of the shared memory. */
export interface Region {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
}

const pageBytes = 65_536;
/** Every region begins at a multiple: two cache lines, the largest alignment that anything asks for. */
const alignment = 128;
/** Kernels add addresses and lengths in 32 bits. */
const mostBytes = 2 ** 31;
/** Of what is added first. Address 0 means `none` to the kernels. */
export const firstAddress = alignment;
const mostPages = 65_536;

/** Of so many zero bytes at least; it can grow. */
export function createMemory(bytes: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes), maximum: mostPages, shared: true });
}

/**
 * The memory that kernels share with TypeScript, and between threads. It is planned first and made once: it cannot
 * grow under views that exist. Pages that nobody touches cost nothing.
 */
export class ArenaPlan {
  #end: number;

  /** `from`: the address of what is added first, a multiple of the alignment. */
  constructor(from = firstAddress) {
    this.#end = from;
  }

  get end(): number {
    return this.#end;
  }

  /** The address of so many zero bytes. */
  add(bytes: number): number {
    const address = this.#end;
    this.#end = Math.ceil((address + bytes) / alignment) * alignment;
    return address;
  }

  /** In `early`, or in a memory of its own. Throws BeyondTables where it is more than kernels can reach, or than can be had. */
  make(early?: WebAssembly.Memory): Arena {
    const bytes = `${this.#end} bytes of shared memory`;
    if (this.#end > mostBytes) throw new BeyondTables(bytes);
    try {
      const memory = early ?? createMemory(0);
      const missing = Math.ceil((this.#end - memory.buffer.byteLength) / pageBytes);
      if (missing > 0) memory.grow(missing);
      return new Arena(memory);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new BeyondTables(`${bytes}, which the system does not give`);
    }
  }
}

export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly bytes: Uint8Array<ArrayBufferLike>;
  readonly words: Uint32Array<ArrayBufferLike>;
  readonly doubles: Float64Array<ArrayBufferLike>;

  constructor(memory: WebAssembly.Memory) {
    this.memory = memory;
    this.bytes = new Uint8Array(memory.buffer);
    this.words = new Uint32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
  }

  region(address: number, byteLength: number): Region {
    return { buffer: this.memory.buffer, byteOffset: address, byteLength };
  }

  wordsAt(address: number, count: number): Uint32Array<ArrayBufferLike> {
    return new Uint32Array(this.memory.buffer, address, count);
  }
}
