import { extname } from 'node:path';
import { BufferedOutput } from './buffered-output.ts';
import type { CapturedPacket } from './packet.ts';
import { PcapWriter } from './write-pcap.ts';
import { PcapngWriter } from './write-pcapng.ts';

/** Writes packets to a file; what `write` is given is copied. */
export interface CaptureWriter {
  /** `comment` is kept by pcapng only. Throws `mixed-link-types` and `unwritable-time` from classic pcap. */
  write(packet: CapturedPacket, comment?: string): void;
  /** Undefined: write on. Else wait, or memory grows. Rejects with `capture-unwritable`. */
  ready(): Promise<void> | undefined;
  /** The file appears under its name when this resolves. */
  close(): Promise<void>;
  /** Removes what was written. */
  abort(): Promise<void>;
}

export interface WriterOptions {
  /** `pcap` has microseconds, `pcap-ns` nanoseconds. Default: by the name's ending, pcapng if that says nothing. */
  readonly format?: 'pcap' | 'pcap-ns' | 'pcapng';
  /** Named in the header of a pcapng file. */
  readonly application?: string;
}

/** Opens a path, or `-` for standard output. Throws `capture-unwritable`. */
export async function createCaptureWriter(path: string, options: WriterOptions = {}): Promise<CaptureWriter> {
  const output = await BufferedOutput.open(path);
  const format = options.format ?? (extname(path) === '.pcap' ? 'pcap-ns' : 'pcapng');
  if (format === 'pcapng') return new PcapngWriter(output, options.application ?? 'tierwall');
  return new PcapWriter(output, format === 'pcap-ns' ? 'nanoseconds' : 'microseconds');
}
