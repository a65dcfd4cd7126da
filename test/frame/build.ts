/**
 * Builds packets for tests, from the inside out: `ethernet(EtherType.ipv4, ipv4({ protocol: 6 }, tcp({}, data)))`.
 * Lengths are right unless a test asks for a wrong one. Checksums are 0.
 */
import { createFrame } from '../../src/frame/create.ts';
import type { Frame } from '../../src/frame/frame.ts';
import { type ParseOptions, parseFrame } from '../../src/frame/parse.ts';
import { parseAddress } from '../../src/net/address.ts';
import { LinkType } from '../../src/net/link-type.ts';

export type Bytes = Uint8Array | readonly number[];

const none: Bytes = [];

export function concat(...parts: readonly Bytes[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function u16(value: number): number[] {
  return [(value >>> 8) & 255, value & 255];
}

export function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value & 0xffff)];
}

export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replace(/\s/g, '').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

export function zeros(length: number): Uint8Array {
  return new Uint8Array(length);
}

/** Bytes that tell where they belong. */
export function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255);
}

const macs = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];

export function ethernet(type: number, payload: Bytes): Uint8Array {
  return concat(macs, u16(type), payload);
}

/** A tag's contents and what follows: goes behind EtherType 0x8100, 0x88a8 or 0x9100. */
export function vlan(id: number, type: number, payload: Bytes): Uint8Array {
  return concat(u16(id), u16(type), payload);
}

function addressBytes(text: string): number[] {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`not an address: ${text}`);
  const { family, w0, w1, w2, w3 } = address;
  return family === 4 ? u32(w3) : [w0, w1, w2, w3].flatMap(u32);
}

export interface Ipv4Fields {
  source?: string;
  destination?: string;
  protocol?: number;
  timeToLive?: number;
  id?: number;
  /** Bytes. */
  fragmentOffset?: number;
  more?: boolean;
  /** A multiple of four bytes. */
  options?: Bytes;
  version?: number;
  /** Wrong lengths, for tests that need them. */
  headerLength?: number;
  totalLength?: number;
}

export function ipv4(fields: Ipv4Fields, payload: Bytes): Uint8Array {
  const options = fields.options ?? none;
  const headerLength = fields.headerLength ?? 20 + options.length;
  const fragment = ((fields.more ?? false) ? 0x2000 : 0) | ((fields.fragmentOffset ?? 0) / 8);
  return concat(
    [((fields.version ?? 4) << 4) | (headerLength / 4), 0],
    u16(fields.totalLength ?? 20 + options.length + payload.length),
    u16(fields.id ?? 0),
    u16(fragment),
    [fields.timeToLive ?? 64, fields.protocol ?? 17, 0, 0],
    addressBytes(fields.source ?? '10.0.0.1'),
    addressBytes(fields.destination ?? '10.0.0.2'),
    options,
    payload,
  );
}

export interface Ipv6Fields {
  source?: string;
  destination?: string;
  nextHeader?: number;
  hopLimit?: number;
  payloadLength?: number;
}

export function ipv6(fields: Ipv6Fields, payload: Bytes): Uint8Array {
  return concat(
    [0x60, 0, 0, 0],
    u16(fields.payloadLength ?? payload.length),
    [fields.nextHeader ?? 17, fields.hopLimit ?? 64],
    addressBytes(fields.source ?? 'fd00::1'),
    addressBytes(fields.destination ?? 'fd00::2'),
    payload,
  );
}

/** Hop-by-hop, destination, mobility or routing header; the body is padded with Pad1 options to a multiple of 8. */
export function extension(nextHeader: number, body: Bytes, payload: Bytes): Uint8Array {
  const length = Math.max(8, Math.ceil((body.length + 2) / 8) * 8);
  return concat([nextHeader, length / 8 - 1], body, zeros(length - 2 - body.length), payload);
}

export interface FragmentHeaderFields {
  nextHeader?: number;
  id?: number;
  /** Bytes. */
  offset?: number;
  more?: boolean;
}

export function fragmentHeader(fields: FragmentHeaderFields, data: Bytes): Uint8Array {
  const field = (fields.offset ?? 0) | ((fields.more ?? false) ? 1 : 0);
  return concat([fields.nextHeader ?? 17, 0], u16(field), u32(fields.id ?? 0), data);
}

export interface TcpFields {
  sourcePort?: number;
  destinationPort?: number;
  sequence?: number;
  acknowledgement?: number;
  flags?: number;
  window?: number;
  /** A multiple of four bytes. */
  options?: Bytes;
  /** In bytes, if it is to be wrong. */
  dataOffset?: number;
}

export function tcp(fields: TcpFields = {}, payload: Bytes = none): Uint8Array {
  const options = fields.options ?? none;
  return concat(
    u16(fields.sourcePort ?? 40000),
    u16(fields.destinationPort ?? 80),
    u32(fields.sequence ?? 1),
    u32(fields.acknowledgement ?? 0),
    [((fields.dataOffset ?? 20 + options.length) / 4) << 4, fields.flags ?? 2],
    u16(fields.window ?? 65535),
    [0, 0, 0, 0],
    options,
    payload,
  );
}

export interface PortFields {
  sourcePort?: number;
  destinationPort?: number;
  /** UDP length or UDP-Lite coverage. */
  length?: number;
}

export function udp(fields: PortFields = {}, payload: Bytes = none): Uint8Array {
  return concat(
    u16(fields.sourcePort ?? 40000),
    u16(fields.destinationPort ?? 53),
    u16(fields.length ?? 8 + payload.length),
    [0, 0],
    payload,
  );
}

export function sctp(fields: PortFields = {}, chunks: Bytes = none): Uint8Array {
  return concat(u16(fields.sourcePort ?? 40000), u16(fields.destinationPort ?? 3868), zeros(8), chunks);
}

export function icmp(type: number, code: number, id = 0, payload: Bytes = none): Uint8Array {
  return concat([type, code, 0, 0], u16(id), [0, 0], payload);
}

/** Cuts the payload of an IPv4 packet into fragments of `size` bytes, a multiple of eight. */
export function ipv4Fragments(fields: Ipv4Fields, payload: Uint8Array, size: number): Uint8Array[] {
  return cut(payload, size).map(({ offset, data, more }) =>
    ipv4({ id: 7, ...fields, fragmentOffset: offset, more }, data),
  );
}

/** The same for IPv6; `fields.nextHeader` is what is fragmented. */
export function ipv6Fragments(fields: Ipv6Fields, payload: Uint8Array, size: number, id = 7): Uint8Array[] {
  const nextHeader = fields.nextHeader ?? 17;
  return cut(payload, size).map(({ offset, data, more }) =>
    ipv6({ ...fields, nextHeader: 44 }, fragmentHeader({ nextHeader, id, offset, more }, data)),
  );
}

function cut(payload: Uint8Array, size: number): { offset: number; data: Uint8Array; more: boolean }[] {
  const pieces = [];
  for (let offset = 0; offset < payload.length; offset += size) {
    const data = payload.subarray(offset, offset + size);
    pieces.push({ offset, data, more: offset + size < payload.length });
  }
  return pieces;
}

/** Parses into a new record. */
export function parse(
  bytes: Uint8Array,
  linkType: number = LinkType.raw,
  options?: ParseOptions & { originalLength?: number },
): Frame {
  const frame = createFrame();
  parseFrame(frame, bytes, options?.originalLength ?? bytes.length, linkType, options);
  return frame;
}

/** `fault: detail`, or `ok`. */
export function faultOf(frame: Frame): string {
  return frame.fault === '' ? 'ok' : `${frame.fault}: ${frame.detail}`;
}
