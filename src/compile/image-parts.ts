import {
  imageBytes,
  imageChecksum,
  imageHeaderBytes,
  imageMagic,
  imageMagicWord,
  imageVersion,
  imageVersionNumber,
} from '../kernels/image-layout.ts';

type Part = Uint8Array | Uint16Array | Uint32Array;

/** Parts of the image, each at a multiple of a cache line. */
export class ImageParts {
  readonly #header = new Uint32Array(imageHeaderBytes / 4);
  readonly #parts: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  #end = imageHeaderBytes;

  set(field: number, value: number): void {
    this.#header[field / 4] = value;
  }

  /** Notes in the header where the part stands. */
  add(field: number, part: Part): number {
    const at = this.place(part);
    this.set(field, at);
    return at;
  }

  place(part: Part): number {
    const at = (this.#end + 63) & ~63;
    this.#parts.push({ at, bytes: new Uint8Array(part.buffer, part.byteOffset, part.byteLength) });
    this.#end = at + part.byteLength;
    return at;
  }

  finish(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array((this.#end + 63) & ~63);
    for (const part of this.#parts) bytes.set(part.bytes, part.at);
    this.set(imageMagic, imageMagicWord);
    this.set(imageVersion, imageVersionNumber);
    this.set(imageBytes, bytes.length);
    bytes.set(new Uint8Array(this.#header.buffer));
    new Uint32Array(bytes.buffer)[imageChecksum / 4] = checksumOf(bytes);
    return bytes;
  }
}

/** FNV-1a over the words behind the field of the checksum. The image stands at a multiple of 4 bytes. */
export function checksumOf(image: Uint8Array): number {
  const words = new Uint32Array(image.buffer, image.byteOffset, image.byteLength / 4);
  let hash = 0x811c9dc5;
  for (let i = imageChecksum / 4 + 1; i < words.length; i++) hash = Math.imul(hash ^ words[i], 0x01000193);
  return hash >>> 0;
}
