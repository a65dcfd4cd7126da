/** What a packet of a known connection is (conntrack/outcome.ts). */
export const outcomeInvalid: u32 = 0;
export const outcomeAccepted: u32 = 1;
export const outcomeIgnored: u32 = 2;
/** For Conntrack to say: nothing was changed. */
export const outcomeStop: u32 = 3;
