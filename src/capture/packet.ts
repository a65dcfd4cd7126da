/** One record of a capture. Reused: valid until the callback that got it returns. */
export interface CapturedPacket {
  /** The captured bytes: a view into the reader's buffer. */
  data: Uint8Array;
  /** Length on the wire, bytes; at least data.length in a sound file. */
  originalLength: number;
  /** Since 1970-01-01 UTC; negative for earlier times. */
  seconds: number;
  /** 0..999,999,999. */
  nanoseconds: number;
  /** LINKTYPE_ value (www.tcpdump.org/linktypes.html), the per-interface one of pcapng. */
  linkType: number;
  /** pcapng interface number within its section; 0 in pcap. */
  interfaceId: number;
}

/** What is wrong with the file itself. Packets before it count. */
export interface CaptureFault {
  /** Stable, kebab-case: `cut-short`, `record-too-long`, `bad-magic`, ... */
  readonly code: string;
  /** Offset in the (uncompressed) file at which the broken part starts, bytes. */
  readonly offset: number;
  readonly message: string;
}

/** What was read of one file. */
export interface CaptureSummary {
  /** As the user would find it again. `-` is standard input. */
  readonly file: string;
  /** `pcap`, `pcap-ns` (nanoseconds), `pcap-modified`, `pcapng`; '' if it was none of them. */
  readonly format: string;
  readonly compression: 'none' | 'gzip' | 'zstd';
  /** LINKTYPE_ names without the prefix, in order of appearance: `EN10MB`, `LINUX_SLL2`, ... */
  readonly linkTypes: readonly string[];
  readonly packets: number;
  /** Sum of the captured lengths. */
  readonly bytes: number;
  /** Packets captured shorter than they were. */
  readonly truncated: number;
  readonly fault: CaptureFault | null;
}

/** Returns false to stop reading. */
export type PacketCallback = (packet: CapturedPacket) => boolean | undefined;
