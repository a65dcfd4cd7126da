import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyImage } from '../../src/compile/image-file.ts';
import type { TierwallError } from '../../src/diagnostics/errors.ts';
import { createJudge } from '../../src/engine/create.ts';
import { imageVersionNumber } from '../../src/kernels/image-layout.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { compile } from '../../src/passes/compilation.ts';
import { inventory, policy } from '../explain/world.ts';

const { manifests } = parseManifests(policy('web', '{podSelector: {}, ingress: [{}]}'), 'policies.yaml');
const { judge } = createJudge({ engine: 'kubernetes', manifests, inventory });
const image = compile(judge.set, inventory).image as Uint8Array;

/** Why the content is refused. */
function refusal(content: Uint8Array): Pick<TierwallError, 'code' | 'exitCode'> {
  try {
    verifyImage(content, 'a.img');
  } catch (error) {
    const { code, exitCode } = error as TierwallError;
    return { code, exitCode };
  }
  throw new Error('the image was taken');
}

/** The image with a word of its header replaced. */
function withWord(offset: number, value: number): Uint8Array {
  const copy = image.slice();
  new DataView(copy.buffer).setUint32(offset, value, true);
  return copy;
}

describe('an image', () => {
  it('starts with its magic, TWIM', () => {
    expect(new TextDecoder().decode(image.subarray(0, 4))).toBe('TWIM');
  });

  it('is taken as it was written, wherever it stands in memory', () => {
    const shifted = new Uint8Array(image.length + 1);
    shifted.set(image, 1);
    expect(verifyImage(shifted.subarray(1), 'a.img')).toEqual(verifyImage(image, 'a.img'));
    expect(verifyImage(Buffer.from(image), 'a.img')).toMatchObject({
      version: imageVersionNumber,
      bytes: image.length,
    });
  });

  it.each([
    ['that is empty', new Uint8Array(0), 'not-an-image'],
    ['that ends in the header', image.subarray(0, 95), 'not-an-image'],
    ['of another magic', withWord(0, 0x4d495755), 'not-an-image'],
    ['of another version', withWord(4, 1), 'image-version'],
    ['of another length', withWord(8, image.length + 4), 'image-length'],
    ['of another checksum', withWord(12, 1), 'image-checksum'],
    ['that was cut short', image.subarray(0, image.length - 64), 'image-length'],
    ['with something behind it', Buffer.concat([image, Buffer.of(0, 0, 0, 0)]), 'image-length'],
  ])('%s is refused', (_, content, code) => {
    expect(refusal(content)).toEqual({ code, exitCode: 3 });
  });

  it('is refused with any one bit changed, be it of the header', () => {
    const changed = fc.record({
      at: fc.oneof(fc.nat(95), fc.nat(image.length - 1)),
      bit: fc.nat(7),
    });
    fc.assert(
      fc.property(changed, ({ at, bit }) => {
        const copy = image.slice();
        copy[at] ^= 1 << bit;
        expect(refusal(copy).exitCode).toBe(3);
      }),
      { numRuns: 60 },
    );
  });
});
