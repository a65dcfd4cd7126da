import { parseDecimal } from './decimal.ts';

/**
 * IP addresses as values: four unsigned 32-bit words, most significant first. An IPv4 address stands in
 * `w3` with the other words 0, so the family must be compared beside the words.
 */
export type Family = 4 | 6;

export interface IpAddress {
  readonly family: Family;
  readonly w0: number;
  readonly w1: number;
  readonly w2: number;
  readonly w3: number;
}

export function ipv4(value: number): IpAddress {
  return { family: 4, w0: 0, w1: 0, w2: 0, w3: value >>> 0 };
}

export function ipv6(w0: number, w1: number, w2: number, w3: number): IpAddress {
  return { family: 6, w0: w0 >>> 0, w1: w1 >>> 0, w2: w2 >>> 0, w3: w3 >>> 0 };
}

export function sameAddress(a: IpAddress, b: IpAddress): boolean {
  return a.family === b.family && a.w0 === b.w0 && a.w1 === b.w1 && a.w2 === b.w2 && a.w3 === b.w3;
}

/** A string that is equal for equal addresses only. Not for reading: see formatAddress. */
export function addressKey({ family, w0, w1, w2, w3 }: IpAddress): string {
  // The words as characters, two each: the shortest key, and the one that is made fastest.
  if (family === 4) return String.fromCharCode(0x34, w3 >>> 16, w3 & 0xffff);
  const front = String.fromCharCode(0x36, w0 >>> 16, w0 & 0xffff, w1 >>> 16, w1 & 0xffff);
  return front + String.fromCharCode(w2 >>> 16, w2 & 0xffff, w3 >>> 16, w3 & 0xffff);
}

/** Numeric order, IPv4 before IPv6. */
export function compareAddresses(a: IpAddress, b: IpAddress): number {
  return a.family - b.family || a.w0 - b.w0 || a.w1 - b.w1 || a.w2 - b.w2 || a.w3 - b.w3;
}

/**
 * Strict forms only: four decimal parts without leading zeros, or RFC 4291 section 2.2 for IPv6 (with `::` and
 * a dotted tail, without a zone). `010.0.0.1`, `127.1` and `0x7f.1` mean different hosts to different tools and
 * are refused.
 */
export function parseAddress(text: string): IpAddress | undefined {
  if (text.length > 45) return undefined;
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** By character codes: policies hold hundreds of thousands of addresses. */
function parseIpv4(text: string): IpAddress | undefined {
  let value = 0;
  let start = 0;
  for (let part = 0; part < 4; part++) {
    const end = part === 3 ? text.length : text.indexOf('.', start);
    const octet = parseDecimal(text, start, end);
    if (octet < 0 || octet > 255) return undefined;
    value = value * 256 + octet;
    start = end + 1;
  }
  return ipv4(value);
}

function parseIpv6(text: string): IpAddress | undefined {
  const groups = splitIpv6(text);
  if (groups === undefined) return undefined;
  const words = [0, 0, 0, 0];
  for (let i = 0; i < 8; i++) words[i >> 1] = words[i >> 1] * 65536 + groups[i];
  return ipv6(words[0], words[1], words[2], words[3]);
}

/** The eight 16-bit groups, `::` filled in. */
function splitIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0], halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1], true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string, mayEndDotted: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const group = parseGroup(part);
    if (group >= 0) {
      groups.push(group);
      continue;
    }
    const dotted = mayEndDotted && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (dotted === undefined) return undefined;
    groups.push(dotted.w3 >>> 16, dotted.w3 & 0xffff);
  }
  return groups;
}

/** One to four hexadecimal digits; -1 for anything else. */
function parseGroup(text: string): number {
  if (text.length < 1 || text.length > 4) return -1;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = hexDigit(text.charCodeAt(at));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Canonical text: dotted decimal, or RFC 5952 for IPv6. */
export function formatAddress(a: IpAddress): string {
  return a.family === 4 ? formatIpv4(a.w3) : formatIpv6(a);
}

function formatIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

function formatIpv6(a: IpAddress): string {
  // RFC 5952 section 5: the IPv4-mapped prefix is well known, so its last 32 bits print dotted.
  if (a.w0 === 0 && a.w1 === 0 && a.w2 === 0xffff) return `::ffff:${formatIpv4(a.w3)}`;
  const groups = [a.w0, a.w1, a.w2, a.w3].flatMap((w) => [w >>> 16, w & 0xffff]);
  const { start, length } = longestZeroRun(groups);
  const hex = groups.map((g) => g.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

/** The first of the longest runs of zero groups (RFC 5952 section 4.2.3). */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let i = 0; i <= groups.length; i++) {
    if (groups[i] === 0) continue;
    if (i - start > best.length) best = { start, length: i - start };
    start = i + 1;
  }
  return best;
}
