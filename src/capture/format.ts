import type { CaptureInterface } from './interface.ts';
import type { PacketRecord } from './record.ts';

/** Longest captured packet that is believed, bytes: the limit of tcpdump and Wireshark for network link types. */
export const maximumPacketLength = 262_144;

/** Bytes that are at hand: a chunk as it came, or the carry buffer. */
export interface Window {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Offset in the file of `bytes[0]`. */
  readonly base: number;
}

/** What a format reader may do to the parser that owns it. */
export interface Reading {
  readonly record: PacketRecord;
  /** Hands out `record`. */
  deliver(): void;
  noteLinkType(linkType: number): void;
  /** Ends the reading: the file is broken from `offset` on. */
  fail(code: string, offset: number, message: string): void;
  /** The file turned out to be of this format; its reader goes on. */
  become(reader: FormatReader): void;
}

/** What is in force for the packets of a pcapng file. */
export interface PcapngSection {
  readonly littleEndian: boolean;
  readonly interfaces: readonly CaptureInterface[];
}

/** Units of a file that somebody else has read. */
export interface SkippedUnits {
  /** Bytes of all, and of the captured ones in their packets. */
  readonly length: number;
  readonly bytes: number;
  readonly packets: number;
  /** Packets captured shorter than they were. */
  readonly truncated: number;
}

/** A file format is a sequence of units: a header, a record, a block. */
export interface FormatReader {
  /** As in CaptureSummary.format. */
  readonly format: string;
  /** Of pcapng alone: the section that has begun, as it is now. */
  readonly section?: PcapngSection;
  /**
   * How many bytes the unit at `at` has, as far as the first `have` of them tell; more than `have` means that
   * as many must come before it is known better, or before it can be read. After a `fail` the value is void.
   */
  measure(window: Window, at: number, have: number): number;
  /** Reads a unit that is there as a whole. */
  read(window: Window, at: number, length: number): void;
  /** No more bytes come: what waited for them to be decided is decided without. */
  settle?(): void;
  /** Why the first `have` bytes of a unit at the end of the file are no capture at all; undefined: just cut short. */
  reject?(window: Window, at: number, have: number): string | undefined;
}
