import { describeForeign, foreignHeadLength } from './foreign.ts';
import type { FormatReader, Reading, Window } from './format.ts';
import { type PcapMagic, pcapHeaderLength, pcapMagic, readPcapHeader } from './pcap.ts';
import { BlockType, PcapngReader } from './pcapng.ts';

/** The start of a file, before it is known what it is. */
export class SignatureReader implements FormatReader {
  readonly #reading: Reading;
  #magic: PcapMagic | undefined;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  get format(): string {
    return this.#magic?.format ?? '';
  }

  measure(window: Window, at: number, have: number): number {
    if (have < 4) return 4;
    const magic = window.view.getUint32(at, false);
    if (magic === BlockType.section) {
      const reader = new PcapngReader(this.#reading);
      this.#reading.become(reader);
      return reader.measure(window, at, have);
    }
    this.#magic = pcapMagic(magic);
    return this.#magic === undefined ? foreignHeadLength : pcapHeaderLength;
  }

  read(window: Window, at: number, length: number): void {
    if (this.#magic === undefined) {
      this.#reading.fail(
        'bad-magic',
        window.base + at,
        describeForeign(window.bytes.subarray(at, at + length)),
      );
      return;
    }
    const reader = readPcapHeader(this.#reading, window, at, this.#magic);
    if (reader !== undefined) this.#reading.become(reader);
  }

  reject({ bytes }: Window, at: number, have: number): string | undefined {
    return this.#magic === undefined ? describeForeign(bytes.subarray(at, at + have)) : undefined;
  }
}
