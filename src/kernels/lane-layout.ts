/** A lane: one policy set applied to the traffic, as the judge kernel sees it. Offsets in bytes; addresses absolute. */
export const laneImage: u32 = 0;
/** By slot of the flow table, one word: the flow's outcome; see below. */
export const laneSlots: u32 = 4;
/** Outcome records. */
export const laneOutcomes: u32 = 8;
/** Hash: answers of the four sides -> outcome. Cells less one. */
export const laneAnswers: u32 = 12;
export const laneAnswersMask: u32 = 16;
/** Hash: (source place, destination place, protocol and port, traffic class) -> outcome, for pairs beyond the tables. */
export const laneMemory: u32 = 20;
export const laneMemoryMask: u32 = 24;
/** Of the checksum, both words. */
export const laneChecksumLow: u32 = 28;
export const laneChecksumHigh: u32 = 32;
/** Outcomes of packets without a connection: where policies govern an end, where none does, and of frames without IP. */
export const laneRefused: u32 = 36;
export const laneUngoverned: u32 = 40;
export const laneNonIp: u32 = 44;
/** 1: the connection that the kernel asks about is in the tables; then the answers of its sides and the places of its ends. */
export const laneAsked: u32 = 48;
export const laneAskedAnswers: u32 = 52;
export const laneAskedSource: u32 = 68;
export const laneAskedDestination: u32 = 72;
export const laneBytes: u32 = 80;

/** An outcome word is the number of a record, from 1; 0 is none. With one of these bits TypeScript must be asked. */
export const outcomeStale: u32 = 0x80000000;
export const outcomeUnrecorded: u32 = 0x40000000;
export const outcomeNumber: u32 = 0x3fffffff;

export const outcomeBytes: u32 = 32;
export const outcomeShift: u32 = 5;
/** Verdict and decider, mixed for the checksum. */
export const outcomeMixed: u32 = 0;
/** Three f64: flows, packets, captured bytes. */
export const outcomeFlows: u32 = 8;
export const outcomePackets: u32 = 16;
export const outcomeCaptured: u32 = 24;

/** A cell of the two hashes: four words of the key, the outcome (0: free). */
export const keyedBytes: u32 = 32;
export const keyedOutcome: u32 = 16;

/** At most so many cells are looked at: a key that is not among them is asked for again. */
export const keyedProbes: u32 = 16;
