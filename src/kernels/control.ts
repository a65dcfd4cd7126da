/**
 * The control block of the reading kernels: what they tell beside the rows. Offsets in bytes; the block starts at a
 * multiple of 8. The sums are added to, so a caller zeroes the block once; the rest is written anew by each call.
 */
export const controlBytes: u32 = 2080;

/** walkPcap: address of the first record that was not taken, u32. */
export const controlReached: u32 = 0;
/** walkPcap: why it stopped there, u32: one of the values below. */
export const controlStop: u32 = 4;
/** walkPcap: captured bytes of all rows, f64. */
export const controlBytesRead: u32 = 8;
/** walkPcap: packets of which the capture has not all, f64. */
export const controlTruncated: u32 = 16;
/** parseRows: captured bytes of the rows that are tracked or no IP packets, f64. */
export const controlBytesParsed: u32 = 24;
/** parseRows: such rows by their HeaderSeen bits: 512 words, u32. */
export const controlSeen: u32 = 32;

/** Nothing is left, or not a whole record. */
export const stopAtEnd: u32 = 0;
/** The rows are full. */
export const stopAtLimit: u32 = 1;
/** A record states more bytes than a packet may have. */
export const stopAtLength: u32 = 2;
