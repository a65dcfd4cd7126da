/**
 * The flow table in memory, which src/conntrack and the track kernel change in turn: a control block, then a row for
 * each slot, what is left of each, the cells of the index, and the list of free slots. All offsets are bytes. Zeroed
 * memory is an empty table, but for the control block's settings and its clock.
 *
 * A row is two cache lines side by side, which a processor fetches for little more than one. All that a segment of TCP
 * over IPv4 is compared with stands in the first; the second holds what is counted, and the rest of IPv6 addresses. Whoever
 * has no use for a field leaves it as it was.
 */
export const flowRowBytes: u32 = 128;
export const flowRowShift: u32 = 7;

/** The key as the opener sends (conntrack/key.ts). Word 3 of the addresses: an IPv4 address is all in it. */
export const flowSource: u32 = 0;
export const flowDestination: u32 = 4;
export const flowPorts: u32 = 8;
export const flowKind: u32 = 12;
/** Phase and flags: see below. */
export const flowState: u32 = 16;
/** Bits 0-3 and 4-7: window shift of each direction; 8-15 and 16-23: time to live of its first packet. */
export const flowTcp: u32 = 20;
/** Time of the last packet that kept the flow alive, f64, microseconds since 1970. */
export const flowLast: u32 = 24;
/** Sequence state of each direction, four words: see side below. SCTP keeps the verification tag in the first. */
export const flowSides: u32 = 32;
/** What the first lane knows of the flow: a slot as lane-layout.ts has it, beside what its packets touch anyhow. */
export const flowLane: u32 = 64;
/** Two words: packets of each direction. These and the bytes only where tableCounts says so. */
export const flowPackets: u32 = 80;
/** Two f64: bytes of each direction. */
export const flowBytes: u32 = 88;
/** Words 0, 1 and 2 of the addresses; without meaning for IPv4. */
export const flowSourceHigh: u32 = 104;
export const flowDestinationHigh: u32 = 116;

/** What is seldom asked for, by slot. */
export const restBytes: u32 = 16;
export const restShift: u32 = 4;
/** Time of the first packet, f64; where tableCounts says so. */
export const restFirst: u32 = 0;
/** What the tracker must remember of a packet that it did not act on. */
export const restPending: u32 = 8;
export const restPendingAck: u32 = 12;

/** TCP sequence state of one direction (van Rooij, "Real Stateful TCP Packet Filtering in IP Filter", 2000). */
export const sideBytes: u32 = 16;
/** Highest sequence number sent, plus one. */
export const sideEnd: u32 = 0;
/** Highest that the other end's acknowledgements and windows have allowed. Of a lone SYN: its number plus one. */
export const sideMaxEnd: u32 = 4;
/** Largest window that this direction offered, in bytes. */
export const sideMaxWindow: u32 = 8;
/** Highest acknowledgement that this direction sent. */
export const sideMaxAck: u32 = 12;

/** Bits of the state word. Of pairs, the reply direction has the bit above. */
export const statePhase: u32 = 0x1f;
export const stateLive: u32 = 0x20;
export const stateMidstream: u32 = 0x40;
/** This direction was seen: its sequence state is valid. A pair. */
export const stateKnown: u32 = 0x80;
/** A pair. */
export const stateFin: u32 = 0x200;
export const stateSimultaneous: u32 = 0x800;
/** Two bits: what kind of packet is pending; 1 is a second SYN. */
export const statePending: u32 = 0x3000;
export const statePendingSyn: u32 = 0x1000;
export const statePendingReply: u32 = 0x4000;
/** A packet of this direction was let through. A pair. */
export const stateSeen: u32 = 0x8000;

/** Phases (conntrack/phase.ts). The replied phase of a datagram flow is one above. */
export const phaseSynSent: u32 = 0;
export const phaseSynReceived: u32 = 1;
export const phaseEstablished: u32 = 2;
export const phaseOneSided: u32 = 3;
export const phaseFinWait: u32 = 4;
export const phaseCloseWait: u32 = 5;
export const phaseLastAck: u32 = 6;
export const phaseTimeWait: u32 = 7;
export const phaseClosed: u32 = 8;
export const phaseUdp: u32 = 9;
export const phaseIcmp: u32 = 11;
export const phaseSctpCookieWait: u32 = 13;
export const phaseSctpCookieEchoed: u32 = 14;
export const phaseSctpEstablished: u32 = 15;
export const phaseSctpHeartbeatSent: u32 = 16;
export const phaseSctpShutdown: u32 = 17;
export const phaseSctpClosed: u32 = 18;
export const phaseGeneric: u32 = 19;

/** Control block. The clock is the time of the latest packet, f64, microseconds since 1970; it never runs back. */
export const tableClock: u32 = 0;
/** Flows in the table. */
export const tableLive: u32 = 8;
/** Slots from here on were never used. */
export const tableUsed: u32 = 12;
/** Entries in the list of free slots. */
export const tableFreeCount: u32 = 16;
/** Packets seen, modulo 2^32. Every `sweepInterval` of them, `sweepRows` rows are looked at. */
export const tablePackets: u32 = 20;
/** The slot that the sweep looked at last, and the search for a victim. */
export const tableSweepAt: u32 = 24;
export const tableHand: u32 = 28;
/** Settings from here on. Slots, and buckets less one. */
export const tableCapacity: u32 = 32;
export const tableMask: u32 = 36;
/** Where the cells of the index and the list of free slots stand, from the start of the table. */
export const tableCells: u32 = 40;
export const tableFree: u32 = 44;
/** 1: packets amid a connection may open one. */
export const tablePickup: u32 = 48;
/** 1: allows for packets that were not captured. */
export const tableTolerant: u32 = 52;
export const tableMinimumTimeToLive: u32 = 56;
/** 1: kernels may end flows. */
export const tableMayEnd: u32 = 60;
/** f64 by phase: microseconds of silence after which a flow has expired. */
export const tableTimeouts: u32 = 64;
/** Key of the hash, two words. */
export const tableSeed: u32 = 240;
/** 1: somebody wants to know what each flow counts. */
export const tableCounts: u32 = 248;
/** Where the rest of the flows stands, from the start of the table. */
export const tableRest: u32 = 252;
/** Address of the list of endings (endings.ts) that kernels write if they may end flows; 0: nobody is told of them. */
export const tableEndings: u32 = 256;
/** Address of the memo (memo.ts) that learns of flows as kernels open them; 0: none does. */
export const tableMemo: u32 = 260;
/**
 * Kernels alone: keys and hashes of flows that may soon end, as a row has them (layout.ts), by the lowest bits of the slot.
 * What stands there may be of an older flow.
 */
export const tableAhead: u32 = 384;
export const aheadBytes: u32 = 48;
export const aheadMask: u32 = 127;
export const tableControlBytes: u32 = 6528;
/** Rows begin behind the control block. */
export const tableRows: u32 = 6528;

/** So many rows behind the hand at the most are looked at for a victim, until so many of them may go. */
export const handReach: u32 = 32;
export const handChoice: u32 = 4;

/** All rows are seen in time without a pause, and a look at so few costs little beside the packets. */
export const sweepInterval: u32 = 64;
export const sweepRows: u32 = 16;

/** Cells of a bucket: eight tags, then eight slots plus one (0: free), so a bucket is one cache line. */
export const bucketCells: u32 = 8;
export const bucketBytes: u32 = 64;
export const bucketShift: u32 = 6;
/**
 * A flow goes to its first bucket while that has fewer flows than this, and else to the emptier of its two. So nearly
 * all stand in their first, and a look-up seldom reads the second; with two cells a slot none has overflowed in trials.
 */
export const crowdedCells: u32 = 5;
