/** A 64-bit constant as two unsigned words. */
interface Word64 {
  readonly high: number;
  readonly low: number;
}

const prime1: Word64 = { high: 0x9e3779b1, low: 0x85ebca87 };
const prime2: Word64 = { high: 0xc2b2ae3d, low: 0x27d4eb4f };
const prime3: Word64 = { high: 0x165667b1, low: 0x9e3779f9 };
const prime4: Word64 = { high: 0x85ebca77, low: 0xc2b2ae63 };
const prime5: Word64 = { high: 0x27d4eb2f, low: 0x165667c5 };

const stripeLength = 32;

/** One 64-bit number that changes; the words are unsigned whenever a method returns. */
class Register {
  high = 0;
  low = 0;

  set(high: number, low: number): this {
    this.high = high >>> 0;
    this.low = low >>> 0;
    return this;
  }

  add(high: number, low: number): this {
    const sum = this.low + low;
    return this.set(this.high + high + (sum > 0xffffffff ? 1 : 0), sum);
  }

  xor(high: number, low: number): this {
    return this.set(this.high ^ high, this.low ^ low);
  }

  /** The low 64 bits of the product. */
  multiply({ high, low }: Word64): this {
    const [a0, a1, b0, b1] = [this.low & 0xffff, this.low >>> 16, low & 0xffff, low >>> 16];
    const inner = a1 * b0 + ((a0 * b0) >>> 16);
    const outer = a0 * b1 + (inner & 0xffff);
    const carried = a1 * b1 + (inner >>> 16) + (outer >>> 16);
    const crossed = Math.imul(this.high, low) + Math.imul(this.low, high);
    return this.set(carried + crossed, Math.imul(this.low, low));
  }

  /** Left, by 1 to 31 bits. */
  rotate(bits: number): this {
    const { high, low } = this;
    return this.set((high << bits) | (low >>> (32 - bits)), (low << bits) | (high >>> (32 - bits)));
  }

  /** With itself, moved right by 1 to 63 bits. */
  xorShifted(bits: number): this {
    const { high, low } = this;
    if (bits >= 32) return this.xor(0, high >>> (bits - 32));
    return this.xor(high >>> bits, (low >>> bits) | (high << (32 - bits)));
  }

  round(high: number, low: number): this {
    scratch.set(high, low).multiply(prime2);
    return this.add(scratch.high, scratch.low).rotate(31).multiply(prime1);
  }

  merge(lane: Register): this {
    merged.set(0, 0).round(lane.high, lane.low);
    return this.xor(merged.high, merged.low).multiply(prime1).add(prime4.high, prime4.low);
  }
}

const scratch = new Register();
const merged = new Register();

/** XXH64 with seed 0 over bytes that come in pieces: the content checksum of zstd (RFC 8878 section 3.1.1). */
export class Xxh64 {
  readonly #lanes = [
    new Register().set(0x60ea27ee, 0xadc0b5d6),
    new Register().set(prime2.high, prime2.low),
    new Register(),
    new Register().set(0x61c8864e, 0x7a143579),
  ];
  readonly #rest = new Uint8Array(stripeLength);
  #restLength = 0;
  #total = 0;

  update(bytes: Uint8Array): void {
    this.#total += bytes.length;
    let at = 0;
    if (this.#restLength > 0) {
      at = Math.min(stripeLength - this.#restLength, bytes.length);
      this.#keep(bytes.subarray(0, at));
      if (this.#restLength < stripeLength) return;
      this.#stripes(this.#rest, 0);
      this.#restLength = 0;
    }
    this.#keep(bytes.subarray(this.#stripes(bytes, at)));
  }

  /** The low half of the hash, all that zstd stores. */
  lowWord(): number {
    const hash = this.#mergeLanes().add(0, this.#total);
    const { view, length } = this.#restView();
    let at = 0;
    for (; at + 8 <= length; at += 8) {
      merged.set(0, 0).round(view.getUint32(at + 4, true), view.getUint32(at, true));
      hash.xor(merged.high, merged.low).rotate(27).multiply(prime1).add(prime4.high, prime4.low);
    }
    for (; at + 4 <= length; at += 4) {
      scratch.set(0, view.getUint32(at, true)).multiply(prime1);
      hash.xor(scratch.high, scratch.low).rotate(23).multiply(prime2).add(prime3.high, prime3.low);
    }
    for (; at < length; at++) {
      scratch.set(0, view.getUint8(at)).multiply(prime5);
      hash.xor(scratch.high, scratch.low).rotate(11).multiply(prime1);
    }
    return hash.xorShifted(33).multiply(prime2).xorShifted(29).multiply(prime3).xorShifted(32).low;
  }

  #mergeLanes(): Register {
    const hash = new Register();
    if (this.#total < stripeLength) return hash.set(prime5.high, prime5.low);
    const turns = [1, 7, 12, 18];
    for (const [index, lane] of this.#lanes.entries()) {
      scratch.set(lane.high, lane.low).rotate(turns[index]);
      hash.add(scratch.high, scratch.low);
    }
    for (const lane of this.#lanes) hash.merge(lane);
    return hash;
  }

  #restView(): { view: DataView; length: number } {
    return { view: new DataView(this.#rest.buffer), length: this.#restLength };
  }

  #keep(bytes: Uint8Array): void {
    this.#rest.set(bytes, this.#restLength);
    this.#restLength += bytes.length;
  }

  /** Takes the whole stripes from `at` on. Gives where they end. */
  #stripes(bytes: Uint8Array, at: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let next = at;
    for (; next + stripeLength <= bytes.length; next += stripeLength) {
      for (let lane = 0; lane < 4; lane++) {
        const place = next + lane * 8;
        this.#lanes[lane].round(view.getUint32(place + 4, true), view.getUint32(place, true));
      }
    }
    return next;
  }
}
