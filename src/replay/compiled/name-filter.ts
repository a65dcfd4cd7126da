import { nameBit, nameBits } from '../../kernels/names.ts';
import type { IpAddress } from '../../net/address.ts';
import type { Arena, ArenaPlan } from './arena.ts';

/** Address of a filter to come. */
export function planNames(plan: ArenaPlan): number {
  return plan.add(nameBits / 8);
}

/**
 * Addresses that DNS had names for, as kernels ask for them: a bit for each, which it may share with others. None is ever
 * taken out, so whoever has the bit may have no name any more.
 */
export class NameFilter {
  readonly #bits: Uint8Array;

  constructor({ bytes }: Arena, address: number) {
    this.#bits = bytes.subarray(address, address + nameBits / 8);
  }

  add({ w0, w1, w2, w3 }: IpAddress): void {
    const bit = nameBit(w0, w1, w2, w3);
    this.#bits[bit >>> 3] |= 1 << (bit & 7);
  }

  mayHave({ w0, w1, w2, w3 }: IpAddress): boolean {
    const bit = nameBit(w0, w1, w2, w3);
    return (this.#bits[bit >>> 3] & (1 << (bit & 7))) !== 0;
  }
}
