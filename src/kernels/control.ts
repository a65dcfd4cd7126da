/**
 * The control block of the reading kernels: what file they read, and what they tell beside the rows. Offsets in bytes; the
 * block starts at a multiple of 8. The sums are added to, so a caller zeroes the block once; what kernels read from it
 * stands until the caller changes it; the rest is written anew by each call.
 */
export const controlBytes: u32 = 2624;

/** readPcap, readPcapng: address of the first record that was not taken, u32. */
export const controlReached: u32 = 0;
/** Both: why it stopped there, u32: one of the values below. */
export const controlStop: u32 = 4;
/** Both: captured bytes of all rows, f64. */
export const controlBytesRead: u32 = 8;
/** Both: packets of which the capture has not all, f64. */
export const controlTruncated: u32 = 16;
/** Captured bytes of the rows that are tracked or no IP packets, f64. */
export const controlBytesParsed: u32 = 24;
/** Such rows by their HeaderSeen bits: 512 words, u32. */
export const controlSeen: u32 = 32;

/** For readPcap, by whoever opens the file, u32: 1 or 0. */
export const controlLittleEndian: u32 = 2080;
/** Of a record: 16 or 24. */
export const controlHeaderLength: u32 = 2084;
/** Of a second: 10^6 or 10^9. */
export const controlUnits: u32 = 2088;
/** The file's minor version. */
export const controlMinor: u32 = 2092;
/** LINKTYPE_ value. */
export const controlLinkType: u32 = 2096;
/** Of its own: a part of a second up to which it is microseconds as it stands. Nanoseconds are if there are none. */
export const controlMostMicro: u32 = 2364;
/** Of both kernels' own: rows that they leave to parseListed: their number, their captured bytes, and their addresses. */
export const controlOthers: u32 = 2100;
export const controlOtherBytes: u32 = 2104;
export const controlOthersAt: u32 = 2108;
export const listedRows: u32 = 64;

/**
 * For readPcapng, by whoever knows the section: a word for each of its first interfaces, LINKTYPE_ value | units << 16; 0: its
 * packets are for the plain reader.
 */
export const controlInterfaces: u32 = 2368;
export const listedInterfaces: u32 = 64;
/** Units of times: microseconds and nanoseconds. */
export const unitsMicro: u32 = 1;
export const unitsNano: u32 = 2;

/** Nothing is left, or not a whole record. */
export const stopAtEnd: u32 = 0;
/** The rows are full. */
export const stopAtLimit: u32 = 1;
/** readPcap: a record states more bytes than a packet may have. */
export const stopAtLength: u32 = 2;
/** readPcapng: a block of a kind that is not for kernels, or with something in it that is not. */
export const stopAtOther: u32 = 3;
