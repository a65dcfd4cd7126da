import { normalLinkType } from './linktype.ts';
import { OptionCode, type OptionVisitor } from './options.ts';
import { microseconds, parseResolution, type Resolution } from './timestamp.ts';

/** Largest offset, seconds, to which any timestamp can be added without losing a second. */
const maximumOffset = 2n ** 52n;

/** What an Interface Description Block says of the packets that name it. */
export class CaptureInterface implements OptionVisitor {
  readonly linkType: number;
  /** Bytes kept of a packet; 0 for no limit. */
  readonly snapLength: number;
  readonly #littleEndian: boolean;
  resolution: Resolution = microseconds;
  /** Seconds to add to every timestamp. */
  offset = 0;
  /** What is wrong with an option; '' for nothing. */
  problem = '';
  #seen = 0;

  constructor(linkType: number, snapLength: number, littleEndian: boolean) {
    this.linkType = normalLinkType(linkType);
    this.snapLength = snapLength;
    this.#littleEndian = littleEndian;
  }

  option(view: DataView, code: number, start: number, length: number): void {
    if (code === OptionCode.timeResolution) this.#setResolution(view, start, length);
    else if (code === OptionCode.timeOffset) this.#setOffset(view, start, length);
  }

  #setResolution(view: DataView, start: number, length: number): void {
    if (!this.#once(1, 'if_tsresol', length, 1)) return;
    const value = view.getUint8(start);
    const resolution = parseResolution(value);
    if (resolution === undefined) this.problem = `if_tsresol ${value} is finer than 64 bits can count`;
    else this.resolution = resolution;
  }

  #setOffset(view: DataView, start: number, length: number): void {
    if (!this.#once(2, 'if_tsoffset', length, 8)) return;
    const value = view.getBigInt64(start, this.#littleEndian);
    if (value > maximumOffset || value < -maximumOffset)
      this.problem = `if_tsoffset ${value} is out of range`;
    else this.offset = Number(value);
  }

  /** Tools differ in which of two they take, so two are refused. */
  #once(bit: number, name: string, length: number, expected: number): boolean {
    if (length !== expected) this.problem = `${name} has ${length} bytes, not ${expected}`;
    else if (this.#seen & bit) this.problem = `${name} stands there twice`;
    this.#seen |= bit;
    return this.problem === '';
  }
}
