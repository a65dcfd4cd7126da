import { unreadableError } from '../diagnostics/errors.ts';
import {
  imageBytes,
  imageChecksum,
  imageHeaderBytes,
  imageMagic,
  imageMagicWord,
  imageVersion,
  imageVersionNumber,
} from '../kernels/image-layout.ts';
import { checksumOf } from './image-parts.ts';

/** A whole image, of the one version that there is. */
export interface VerifiedImage {
  readonly version: number;
  readonly bytes: number;
  readonly checksum: number;
}

/**
 * Says what image a file holds. Throws `not-an-image`, `image-version`, `image-length` or `image-checksum` (exit code 3)
 * where it holds none, one of another version, or one that has changed since it was written. That is no proof against
 * somebody who means harm: the checksum is not keyed.
 */
export function verifyImage(content: Uint8Array, file: string): VerifiedImage {
  const header = headerOf(content);
  if (header?.[imageMagic / 4] !== imageMagicWord) {
    throw unreadableError('not-an-image', `${file} is no image of tierwall`, {
      hint: 'Images are what `tierwall compile --out FILE` writes.',
    });
  }
  const version = header[imageVersion / 4];
  if (version !== imageVersionNumber) {
    const message = `${file} is an image of version ${version}; this program reads version ${imageVersionNumber}`;
    throw unreadableError('image-version', message, { hint: 'Compile the policies again.' });
  }
  checkLength(content, header[imageBytes / 4], file);
  checkSum(content, header[imageChecksum / 4], file);
  return { version, bytes: content.length, checksum: header[imageChecksum / 4] };
}

/** The words of the header; undefined where the file is shorter. Copied, so that they are aligned. */
function headerOf(content: Uint8Array): Uint32Array | undefined {
  if (content.length < imageHeaderBytes) return undefined;
  return new Uint32Array(new Uint8Array(content.subarray(0, imageHeaderBytes)).buffer);
}

function checkLength(content: Uint8Array, stated: number, file: string): void {
  if (content.length === stated && stated % 4 === 0) return;
  throw unreadableError(
    'image-length',
    `${file} has ${content.length} bytes, and its header says ${stated}`,
    {
      hint: 'The file was cut short, or something was added: write it again.',
    },
  );
}

function checkSum(content: Uint8Array, stated: number, file: string): void {
  const found = checksumOf(new Uint8Array(content));
  if (found === stated) return;
  const message = `${file} has the checksum ${checksumText(found)}, and its header says ${checksumText(stated)}`;
  throw unreadableError('image-checksum', message, { hint: 'The file has changed: write it again.' });
}

/** Eight hexadecimal digits. */
export function checksumText(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}
