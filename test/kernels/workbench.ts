/** A kernel memory with packets and rows in it, once for each target, and the plain parser's word on each row. */
import { FlowHash } from '../../src/conntrack/hash.ts';
import { createKey, keyOfFrame } from '../../src/conntrack/key.ts';
import { createSegment, readSegment } from '../../src/conntrack/segment.ts';
import { createFrame } from '../../src/frame/create.ts';
import type { Frame } from '../../src/frame/frame.ts';
import { parseFrame } from '../../src/frame/parse.ts';
import { controlBytes } from '../../src/kernels/control.ts';
import { bucketBytes, tableCells, tableControlBytes, tableSeed } from '../../src/kernels/flow-layout.ts';
import * as layout from '../../src/kernels/layout.ts';
import { createKernelMemory, type Kernels } from '../../src/kernels/load.ts';
import { memoBytes } from '../../src/kernels/memo.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { setShape } from '../../src/replay/compiled/row-reader.ts';
import { type KernelForm, kernelsOf } from './forms.ts';

export interface TestPacket {
  readonly data: Uint8Array;
  readonly originalLength: number;
  readonly linkType: number;
}

export const maximumRows = 2048;
export const controlAt = 64;
/** Odd, so that nothing may hang on the alignment of packets. */
export const dataAt = 4099;
const rowsAt = 2 ** 20;
const tableAt = 1.5 * 2 ** 20;
const memoAt = tableAt + 2 ** 14;
const openersAt = memoAt + memoBytes;
const memoryLength = openersAt + layout.openersBytes;
export const seeds = [0x12345678, 0xfedcba98] as const;

export const targets: readonly KernelForm[] = ['wasm', 'portable', 'plain'];

/** One target's memory. Only one plain workbench can be in use at a time. */
export class Workbench {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly kernels: Kernels;
  readonly rowsAt = rowsAt;
  rows = 0;
  #end = dataAt;

  constructor(target: KernelForm) {
    const memory = createKernelMemory(memoryLength);
    this.kernels = kernelsOf(target, memory);
    this.bytes = new Uint8Array(memory.buffer);
    this.view = new DataView(memory.buffer);
  }

  clear(): void {
    this.rows = 0;
    this.#end = dataAt;
    this.bytes.fill(0, controlAt, controlAt + controlBytes);
  }

  /** Puts bytes into the memory. Gives their address. */
  place(data: Uint8Array): number {
    const at = this.#end;
    this.bytes.set(data, at);
    this.#end += data.length;
    return at;
  }

  hasRoom(length: number, rows: number): boolean {
    return this.rows + rows <= maximumRows && this.#end + length < rowsAt - 64;
  }

  addRow(at: number, captured: number, original: number, linkType: number): void {
    const row = this.rowAt(this.rows++);
    // What the kernel does not write must not look right by chance.
    this.bytes.fill(0xa5, row, row + layout.rowBytes);
    this.view.setUint32(row + layout.rowDataAt, at, true);
    this.view.setUint32(row + layout.rowCaptured, captured, true);
    this.view.setUint32(row + layout.rowOriginal, original, true);
    this.view.setUint32(row + layout.rowLinkType, linkType, true);
  }

  rowAt(index: number): number {
    return rowsAt + index * layout.rowBytes;
  }

  parse(decap: boolean): number {
    return this.kernels.parseRows(rowsAt, this.rows, seeds[0], seeds[1], controlAt, decap ? leaveAll : 0);
  }

  /** The packets as records of a classic file, of which it reads as many as fit. Gives how many are read. */
  read(packets: readonly TestPacket[], linkType: number, decap: boolean): number {
    this.clear();
    const parts: Uint8Array[] = [];
    let length = 0;
    for (const { data, originalLength } of packets) {
      if (parts.length === 2 * maximumRows || !this.hasRoom(length + 16 + data.length, 1)) break;
      const header = Uint32Array.of(1, 2, data.length, originalLength);
      parts.push(new Uint8Array(header.buffer), data);
      length += 16 + data.length;
    }
    const at = this.place(Buffer.concat(parts));
    const shape = { littleEndian: true, headerLength: 16, unitsPerSecond: 1e6, minor: 4, linkType };
    setShape(new Uint32Array(this.bytes.buffer), controlAt, shape);
    const leave = decap ? leaveAll : 0;
    this.rows = this.kernels.readPcap(at, at + length, rowsAt, maximumRows, controlAt, ...seeds, leave);
    return this.rows;
  }

  /** Hashes rows that are parsed, as there is no flow for any. Gives how many would open one. */
  hash(): number {
    this.bytes.fill(0, tableAt, tableAt + tableControlBytes + bucketBytes);
    for (const [at, word] of seeds.entries()) this.view.setUint32(tableAt + tableSeed + 4 * at, word, true);
    this.view.setUint32(tableAt + tableCells, tableControlBytes, true);
    this.bytes.fill(0, memoAt, memoAt + memoBytes);
    this.kernels.hintRows(rowsAt, this.rows, tableAt, memoAt, openersAt);
    return this.view.getUint32(openersAt, true);
  }

  word(index: number, offset: number): number {
    return this.view.getUint32(this.rowAt(index) + offset, true);
  }

  statusOf(index: number): number {
    return this.word(index, layout.rowStatus) & 0xffff;
  }

  packetOf(index: number): TestPacket {
    const at = this.word(index, layout.rowDataAt);
    const data = this.bytes.subarray(at, at + this.word(index, layout.rowCaptured));
    return {
      data,
      originalLength: this.word(index, layout.rowOriginal),
      linkType: this.word(index, layout.rowLinkType) & 0xffff,
    };
  }
}

/** Header lengths of the links that the kernels read. */
const linkLengths: ReadonlyMap<number, number> = new Map([
  [LinkType.ethernet, 14],
  [LinkType.raw, 0],
  [LinkType.rawBsd, 0],
  [LinkType.rawOpenBsd, 0],
  [LinkType.ipv4, 0],
  [LinkType.ipv6, 0],
  [LinkType.linuxSll, 16],
  [LinkType.linuxSll2, 20],
]);

/** With decapsulation the kernels are told to leave DNS as well. */
const leaveAll = layout.leaveTunnels | layout.leaveNames;

const tunnelPorts = [4789, 8472, 6081];
const frame = createFrame();
const key = createKey();
const segment = createSegment();
const hash = new FlowHash(seeds);

export interface Opinion {
  readonly frame: Frame;
  /** Statuses that the kernel may give this packet. */
  readonly statuses: readonly number[];
}

/** What the plain parser makes of a packet. The frame is valid until the next call. */
export function plainOpinion(packet: TestPacket, decap: boolean): Opinion {
  parseFrame(frame, packet.data, packet.originalLength, packet.linkType, { decap });
  return { frame, statuses: statusesOf(packet.linkType, decap) };
}

function statusesOf(linkType: number, decap: boolean): readonly number[] {
  if (frame.fault !== '' || frame.isFragment === 1) return [layout.statusOther];
  const linkLength = linkLengths.get(linkType);
  if (linkLength === undefined) return [layout.statusOther];
  // What stands between link and network header beside tags (LLC, MPLS, PPPoE) the kernels need not read.
  const isPlain = frame.networkOffset === linkLength + 4 * frame.vlanTags;
  if (frame.family === 0) {
    const mayLeave = !isPlain || frame.etherType === 0;
    return mayLeave ? [layout.statusNonIp, layout.statusOther] : [layout.statusNonIp];
  }
  if (!isPlain || !isForKernels(decap)) return [layout.statusOther];
  return mayBeJumbo() ? [layout.statusTracked, layout.statusOther] : [layout.statusTracked];
}

function isForKernels(decap: boolean): boolean {
  const { protocol, sourcePort, destinationPort } = frame;
  if (!keyOfFrame(frame, key) || frame.icmpIsError === 1) return false;
  if (frame.tunnelDepth > 0 || frame.fragmentHeaderOffset !== 0) return false;
  if (protocol === 2 || protocol === 136) return false;
  if (!decap) return true;
  if ((protocol === 6 || protocol === 17) && (sourcePort === 53 || destinationPort === 53)) return false;
  return protocol === 17 ? !tunnelPorts.includes(destinationPort) : ![4, 41, 47].includes(protocol);
}

/** IPv6 with hop-by-hop options and more than the length field can say: by a jumbo option or by offload. */
function mayBeJumbo(): boolean {
  return frame.family === 6 && frame.ipLength > 65575 && frame.bytes[frame.ipOffset + 6] === 0;
}

/** The offset and the value of each word of a row that the plain parser knows. */
function* expectedWords(): Generator<readonly [string, number, number]> {
  keyOfFrame(frame, key);
  readSegment(frame, segment);
  const isTcp = frame.protocol === 6;
  for (let i = 0; i < 10; i++) yield [`key[${i}]`, layout.rowKey + 4 * i, key[i]];
  const chunk = frame.protocol === 132 ? chunkWords() : undefined;
  yield ['sequence', layout.rowSequence, chunk?.tag ?? segment.sequence];
  yield ['acknowledgement', layout.rowAcknowledgement, chunk?.initiateTag ?? segment.acknowledgement];
  const scale = isTcp ? segment.windowScale + 1 : 0;
  yield ['flags', layout.rowFlags, frame.tcpFlags | (frame.timeToLive << 8) | (scale << 16)];
  const typeAndCode = (frame.icmpType << 8) | frame.icmpCode;
  yield ['window', layout.rowWindow, isTcp ? segment.window : (chunk?.typeAndFlags ?? typeAndCode)];
  yield ['payload length', layout.rowPayloadLength, frame.payloadLength];
  yield ['IP length', layout.rowIpLength, frame.ipLength];
}

/** What SCTP has of the common header and the first chunk; what was not captured is 0. */
function chunkWords() {
  const { bytes, transportOffset: at } = frame;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    tag: view.getUint32(at + 4),
    initiateTag: at + 20 <= bytes.length ? view.getUint32(at + 16) : 0,
    typeAndFlags: ((bytes[at + 12] ?? 0) << 8) | (bytes[at + 13] ?? 0),
  };
}

/** What is wrong with a row after `parse`; '' for nothing. */
export function findProblem(bench: Workbench, index: number, decap: boolean): string {
  const packet = bench.packetOf(index);
  const opinion = plainOpinion(packet, decap);
  const status = bench.statusOf(index);
  if (!opinion.statuses.includes(status)) {
    return `status ${status}, not ${opinion.statuses.join(' or ')} (${frame.fault} ${frame.detail})`;
  }
  if (status === layout.statusOther) return '';
  const seen = bench.word(index, layout.rowStatus) >>> 16;
  if (seen !== frame.headersSeen) return `headers seen ${seen}, not ${frame.headersSeen}`;
  if (status !== layout.statusTracked) return '';
  for (const [name, offset, value] of expectedWords()) {
    const found = bench.word(index, offset);
    if (found !== value >>> 0) return `${name} is ${found}, not ${value >>> 0}`;
  }
  return '';
}

/** The same after `hash`. */
export function findHashProblem(bench: Workbench, index: number, decap: boolean): string {
  if (bench.statusOf(index) !== layout.statusTracked) return '';
  plainOpinion(bench.packetOf(index), decap);
  keyOfFrame(frame, key);
  hash.compute(key, 0);
  if (bench.word(index, layout.rowHashed) !== 1) return 'not hashed';
  if (bench.word(index, layout.rowHash) !== hash.first >>> 0) return 'another hash';
  return bench.word(index, layout.rowHash2) === hash.second >>> 0 ? '' : 'another second hash';
}

/** Fails with the packet in words that another test can be made of. */
export function describeProblem(bench: Workbench, index: number, problem: string): string {
  const { data, originalLength, linkType } = bench.packetOf(index);
  return `${problem}: link type ${linkType}, ${originalLength} on the wire, ${Buffer.from(data).toString('hex')}`;
}
