/**
 * Where things stand in the shared memory, in bytes. Kernel files may use nothing but these plain constants and mem.ts:
 * they are compiled twice, by tsc and by AssemblyScript.
 *
 * A row is what the kernels know of one captured packet. The reader (a kernel or TypeScript) fills the part from
 * `dataAt` on; the parse kernel fills the rest; the track kernel only reads it.
 */
export const rowBytes: u32 = 128;

/** Rows of a batch, at the most; bytes of a list of them (openers.ts), and with what hintRows and touchAnswers write behind it. */
export const mostRows: u32 = 8192;
export const openersScratch: u32 = 4 * (mostRows + 4);
export const openersBytes: u32 = openersScratch + 1024;

/** Behind the rows of a batch and that list: seconds and nanoseconds, both f64, of each row whose time is far. */
export const exactTimes: u32 = mostRows * rowBytes + openersBytes;
export const exactTimeBytes: u32 = 16;
/** Times from here on, and as far before 1970, are no whole microseconds in an f64: 2^53, the year 2255. */
export const farTime: f64 = 9007199254740992;

/** Ten words: the key of the connection as conntrack/key.ts has it, source first. Valid where the status is `tracked`. */
export const rowKey: u32 = 0;
export const rowSource: u32 = 0;
export const rowDestination: u32 = 16;
/** Source port << 16 | destination port; ICMP queries: the identifier in both halves. */
export const rowPorts: u32 = 32;
/** Protocol | family << 8 | ICMP request type << 16 | requester is the higher address << 24. */
export const rowKind: u32 = 36;
/** Both words of the keyed flow hash (conntrack/hash.ts), where rowHashed says so. */
export const rowHash: u32 = 40;
export const rowHash2: u32 = 44;
/** TCP: its numbers. SCTP: the verification tag, and what stands where a first chunk INIT has its initiate tag. */
export const rowSequence: u32 = 48;
export const rowAcknowledgement: u32 = 52;
/** TCP flags | time to live << 8 | (window scale + 1) << 16; the scale is 0 for none, 16 where the capture cut the options. */
export const rowFlags: u32 = 56;
/** TCP window, unscaled. ICMP: type << 8 | code. SCTP: type of the first chunk << 8 | its flags. */
export const rowWindow: u32 = 60;
export const rowPayloadLength: u32 = 64;
export const rowIpLength: u32 = 68;
/** Status (below) | HeaderSeen bits << 16. */
export const rowStatus: u32 = 72;
/** Address in memory of the captured bytes, their number, and the length on the wire. */
export const rowDataAt: u32 = 76;
export const rowCaptured: u32 = 80;
export const rowOriginal: u32 = 84;
/** Microseconds since 1970, f64; a multiple of 8 from the start of the row. */
export const rowTime: u32 = 88;
/** LINKTYPE_ value | nanoseconds beyond the microsecond, 0..999, << 16. */
export const rowLinkType: u32 = 96;
/** Written by touchAnswers with the places: the record of the outcome; 0: not known. */
export const rowOutcome: u32 = 100;
/** pcapng interface number within its section. */
export const rowInterface: u32 = 104;
/** Written by hintRows and touchRows: slot plus one where the flow may stand; 0: nowhere that is known. */
export const rowHint: u32 = 108;
/** Written by touchAnswers: records of the places of both ends, and the image in which they stand; 0: not looked up. */
export const rowSourcePlace: u32 = 112;
export const rowDestinationPlace: u32 = 116;
export const rowPlaceImage: u32 = 120;
/** 1: the hash is there; in eight bytes with the image, a multiple of 8 from the start of the row. */
export const rowHashed: u32 = 124;
/** short-hash.ts, for hintRows: before places are looked up. */
export const rowShort: u32 = 112;

/** What the parse kernel is told to leave to the plain parser: packets that may be tunnels; DNS messages. */
export const leaveTunnels: u32 = 1;
export const leaveNames: u32 = 2;

/** The row is complete: the track kernel may take it. */
export const statusTracked: u32 = 0;
/** A sound frame that is no IP packet. */
export const statusNonIp: u32 = 1;
/** Anything else: the plain parser must read the packet. */
export const statusOther: u32 = 2;
