import { type Family, formatAddress, type IpAddress, parseAddress } from './address.ts';
import { parseDecimal } from './decimal.ts';

/** A prefix: the address has no bits set beyond `length`. */
export interface Cidr {
  readonly address: IpAddress;
  /** 0..32 or 0..128. */
  readonly length: number;
}

export interface ParsedCidr {
  readonly cidr: Cidr;
  /** The text had bits set beyond the mask; `cidr` has them cleared. */
  readonly hostBits: boolean;
}

export function familyBits(family: Family): 32 | 128 {
  return family === 4 ? 32 : 128;
}

/** `ADDRESS/LENGTH`; the length in decimal without sign or leading zero. */
export function parseCidr(text: string): ParsedCidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const length = parseDecimal(text, slash + 1, text.length);
  if (address === undefined || length < 0 || length > familyBits(address.family)) return undefined;
  if (length === familyBits(address.family)) return { cidr: { address, length }, hostBits: false };
  const masked = maskAddress(address, length);
  return { cidr: { address: masked, length }, hostBits: !equalWords(masked, address) };
}

export function hostCidr(address: IpAddress): Cidr {
  return { address, length: familyBits(address.family) };
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr.address)}/${cidr.length}`;
}

export function cidrContains(cidr: Cidr, address: IpAddress): boolean {
  return (
    cidr.address.family === address.family && equalWords(maskAddress(address, cidr.length), cidr.address)
  );
}

/** Every address of `inner` is in `outer`. */
export function cidrCovers(outer: Cidr, inner: Cidr): boolean {
  return inner.length >= outer.length && cidrContains(outer, inner.address);
}

export function maskAddress(a: IpAddress, length: number): IpAddress {
  const shift = 128 - familyBits(a.family);
  const bits = length + shift;
  return {
    family: a.family,
    w0: (a.w0 & wordMask(bits)) >>> 0,
    w1: (a.w1 & wordMask(bits - 32)) >>> 0,
    w2: (a.w2 & wordMask(bits - 64)) >>> 0,
    w3: (a.w3 & wordMask(bits - 96)) >>> 0,
  };
}

/** The mask of one word of which the first `bits` bits count; below 0 and above 32 are clamped. */
function wordMask(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? 0xffffffff : (-1 << (32 - bits)) >>> 0;
}

function equalWords(a: IpAddress, b: IpAddress): boolean {
  return a.w0 === b.w0 && a.w1 === b.w1 && a.w2 === b.w2 && a.w3 === b.w3;
}
