import { closeSync, openSync, writeSync } from 'node:fs';
import { type MadePacket, RecordWriter } from '../src/frame/record-writer.ts';
import { Protocol } from '../src/net/protocol.ts';
import type { TrafficFlow } from './flow.ts';

/** Bytes that are written at once, about. */
const bufferLength = 4 * 1024 * 1024;
/** INIT, INIT ACK, COOKIE ECHO, COOKIE ACK (RFC 9260 section 3.2), then DATA. */
const chunks = [1, 2, 10, 11] as const;

/** Writes the frames of connections into a classic microsecond capture. */
export class FrameWriter {
  readonly #file: number;
  readonly #records = new RecordWriter({ start: 1.76e15, gap: 5 });

  constructor(path: string) {
    this.#file = openSync(path, 'w');
    writeSync(this.#file, fileHeader());
  }

  get packets(): number {
    return this.#records.packets;
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  /** `flags` are those of TCP; `payload` counts bytes behind the transport header. */
  frame(flow: TrafficFlow, direction: 0 | 1, flags: number, payload: number): void {
    this.#records.packet(packetOf(flow, direction, flags, payload));
    this.#flushFull();
  }

  /** A UDP datagram in fragments, one behind the other. */
  fragments(flow: TrafficFlow, direction: 0 | 1, payload: number): void {
    this.#records.fragments(packetOf(flow, direction, 0, payload));
    this.#flushFull();
  }

  /** Nobody governs ARP. */
  arp(): void {
    this.#records.arp();
    this.#flushFull();
  }

  #flushFull(): void {
    if (this.#records.written.length >= bufferLength) this.#flush();
  }

  #flush(): void {
    writeSync(this.#file, this.#records.written);
    this.#records.clear();
  }
}

/** Of a classic little-endian microsecond capture of Ethernet. */
export function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262144, 16);
  header.writeUInt32LE(1, 20);
  return header;
}

function packetOf(flow: TrafficFlow, direction: 0 | 1, flags: number, payload: number): MadePacket {
  const { protocol, source, destination, sourcePort, destinationPort, sent, next, tags } = flow;
  const isEcho = protocol === Protocol.icmp || protocol === Protocol.icmpv6;
  const other = (1 - direction) as 0 | 1;
  const forth = { source, destination, sourcePort, destinationPort };
  const back = {
    source: destination,
    destination: source,
    sourcePort: destinationPort,
    destinationPort: sourcePort,
  };
  return {
    ...(direction === 0 ? forth : back),
    ...(isEcho && { sourcePort, destinationPort: sent >> 1 }),
    protocol,
    payload,
    isReply: direction === 1,
    isTagged: flow.vlan,
    hasHopByHop: flow.hopByHop,
    flags,
    sequence: next[direction],
    acknowledgement: next[other],
    chunk: chunks[sent] ?? 0,
    tag: sent === 0 ? 0 : tags[other],
    initiateTag: tags[direction],
  };
}
