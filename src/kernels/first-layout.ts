/** What is remembered of the first packet of a flow, by slot. Offsets in bytes. */
export const firstBytes: u32 = 32;
/** Index of the packet in the replay, f64. */
export const firstIndex: u32 = 0;
/** Its time: whole seconds since 1970 and nanoseconds, both f64. */
export const firstSeconds: u32 = 8;
export const firstNanoseconds: u32 = 16;
/** TCP flags in the low byte; above, ICMP type and code, plus one: 0 is none. */
export const firstDetails: u32 = 24;
