import type { Frame } from '../frame/frame.ts';
import type { HashSeed } from '../net/hash-seed.ts';

/** Words of a key: what kind, which id, source, destination. */
export const keyWords = 10;
const ipv4Kind = 0x400;
export const ipv6Kind = 0x600;

/**
 * What makes fragments belong together: RFC 791 counts the protocol in, RFC 8200 section 4.5 does not, as the next
 * header of later fragments may differ from that of the first.
 */
export function fillKey(key: Uint32Array, frame: Frame): void {
  key[0] = frame.family === 4 ? ipv4Kind | frame.protocol : ipv6Kind;
  key[1] = frame.fragmentId;
  key[2] = frame.source0;
  key[3] = frame.source1;
  key[4] = frame.source2;
  key[5] = frame.source3;
  key[6] = frame.destination0;
  key[7] = frame.destination1;
  key[8] = frame.destination2;
  key[9] = frame.destination3;
}

export const SOURCE_WORD = 2;
export const SOURCE_WORDS = 4;

/**
 * HalfSipHash-1-3 of `count` words (Aumasson and Bernstein 2012). Keyed, because the words are the sender's to
 * choose: a hash that he can compute lets him fill one bucket (Crosby and Wallach 2003).
 */
export function keyedHash(words: Uint32Array, start: number, count: number, seed: HashSeed): number {
  const state = sipState;
  state[0] = seed[0];
  state[1] = seed[1];
  state[2] = 0x6c796765 ^ seed[0];
  state[3] = 0x74656462 ^ seed[1];
  for (let i = start; i < start + count; i++) {
    state[3] ^= words[i];
    sipRound(state);
    state[0] ^= words[i];
  }
  state[2] ^= 0xff;
  for (let i = 0; i < 3; i++) sipRound(state);
  return (state[1] ^ state[3]) >>> 0;
}

const sipState = new Int32Array(4);

function sipRound(v: Int32Array): void {
  v[0] += v[1];
  v[1] = rotate(v[1], 5) ^ v[0];
  v[0] = rotate(v[0], 16);
  v[2] += v[3];
  v[3] = rotate(v[3], 8) ^ v[2];
  v[0] += v[3];
  v[3] = rotate(v[3], 7) ^ v[0];
  v[2] += v[1];
  v[1] = rotate(v[1], 13) ^ v[2];
  v[2] = rotate(v[2], 16);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
