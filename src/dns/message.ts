import { type IpAddress, ipv4, ipv6 } from '../net/address.ts';
import { type NameField, readName } from './name.ts';

/** Types and classes that matter here (RFC 1035 section 3.2, RFC 3596). */
export const RecordType = { a: 1, cname: 5, aaaa: 28, any: 255 } as const;
const internetClass = 1;

export interface DnsQuestion {
  /** Canonical: lower case, no trailing dot. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

/** An address or alias record of the answer section. */
export interface DnsAnswer {
  /** Owner, canonical. */
  readonly name: string;
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  /** Of an A or AAAA record. */
  readonly address?: IpAddress;
  /** Of a CNAME record, canonical. */
  readonly target?: string;
}

export interface DnsMessage {
  id: number;
  isResponse: boolean;
  opcode: number;
  /** The TC flag: the sender left records out. */
  isTruncated: boolean;
  responseCode: number;
  questions: DnsQuestion[];
  /** A, AAAA and CNAME records of class IN; others are skipped. */
  answers: DnsAnswer[];
  /** All questions and answers that the header announces were there and sound. */
  isWhole: boolean;
}

const headerLength = 12;
/** Of a record, behind its name. */
const fixedLength = 10;
/** What lies beyond is not read: a message may be made to cost more than it brings. */
const maximumQuestions = 8;
const maximumAnswers = 512;

export function createDnsMessage(): DnsMessage {
  const flags = { isResponse: false, isTruncated: false, isWhole: false };
  return { id: 0, opcode: 0, responseCode: 0, questions: [], answers: [], ...flags };
}

/**
 * Reads the message at bytes[offset, offset + length) up to the end of its answer section. Never throws: a record
 * that is cut or unsound ends the reading, and `isWhole` is false. Undefined if there is no whole header.
 */
export function parseDnsMessage(
  bytes: Uint8Array,
  offset: number,
  length: number,
  out: DnsMessage = createDnsMessage(),
): DnsMessage | undefined {
  const end = Math.min(offset + length, bytes.length);
  if (end - offset < headerLength) return undefined;
  readHeader(bytes, offset, out);
  out.questions.length = 0;
  out.answers.length = 0;
  const reader = new SectionReader(bytes, offset, end);
  const allQuestions = reader.readQuestions(u16(bytes, offset + 4), out.questions);
  out.isWhole = allQuestions && reader.readAnswers(u16(bytes, offset + 6), out.answers);
  return out;
}

function readHeader(bytes: Uint8Array, at: number, out: DnsMessage): void {
  const flags = u16(bytes, at + 2);
  out.id = u16(bytes, at);
  out.isResponse = (flags & 0x8000) !== 0;
  out.opcode = (flags >> 11) & 15;
  out.isTruncated = (flags & 0x0200) !== 0;
  out.responseCode = flags & 15;
}

/** Walks the sections; `at` is always at the start of an entry. */
class SectionReader {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  readonly #field: NameField = { name: '', next: 0 };
  #at: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#at = start + headerLength;
  }

  /** False if not all could be read. */
  readQuestions(count: number, out: DnsQuestion[]): boolean {
    for (let n = 0; n < count; n++) {
      if (n === maximumQuestions || !this.#readName(this.#at, 4)) return false;
      const { name, next } = this.#field;
      out.push({ name, type: u16(this.#bytes, next), class: u16(this.#bytes, next + 2) });
      this.#at = next + 4;
    }
    return true;
  }

  readAnswers(count: number, out: DnsAnswer[]): boolean {
    for (let n = 0; n < count; n++) {
      if (n === maximumAnswers || !this.#readAnswer(out)) return false;
    }
    return true;
  }

  #readAnswer(out: DnsAnswer[]): boolean {
    if (!this.#readName(this.#at, fixedLength)) return false;
    const { name, next } = this.#field;
    const type = u16(this.#bytes, next);
    const data = next + fixedLength;
    const size = u16(this.#bytes, next + 8);
    if (data + size > this.#end) return false;
    this.#at = data + size;
    if (u16(this.#bytes, next + 2) !== internetClass) return true;
    const ttl = lifetime(u32(this.#bytes, next + 4));
    if (type === RecordType.a || type === RecordType.aaaa) {
      const address = this.#address(type, data, size);
      if (address !== undefined) out.push({ name, type, ttl, address });
      return address !== undefined;
    }
    if (type !== RecordType.cname) return true;
    // The target must fill the record exactly; what follows is read from behind the record in any case.
    const isSound = this.#readName(data, 0) && this.#field.next === data + size;
    if (isSound) out.push({ name, type, ttl, target: this.#field.name });
    return isSound;
  }

  #address(type: number, at: number, size: number): IpAddress | undefined {
    const bytes = this.#bytes;
    if (type === RecordType.a) return size === 4 ? ipv4(u32(bytes, at)) : undefined;
    if (size !== 16) return undefined;
    return ipv6(u32(bytes, at), u32(bytes, at + 4), u32(bytes, at + 8), u32(bytes, at + 12));
  }

  /** Reads a name that must be followed by so many bytes. */
  #readName(at: number, following: number): boolean {
    const isRead = readName(this.#bytes, this.#start, this.#end, at, this.#field);
    return isRead && this.#field.next + following <= this.#end;
  }
}

/** RFC 2181 section 8: with the top bit set it counts as 0. */
function lifetime(ttl: number): number {
  return ttl > 0x7fffffff ? 0 : ttl;
}

function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}

function u32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}
