/** A lane: one policy set applied to the traffic, as the judge kernel sees it. Offsets in bytes; addresses absolute. */
export const laneImage: u32 = 0;
/** By slot of the flow table: the flow's outcome, and what it counts; see below. */
export const laneSlots: u32 = 4;
/** Outcome records. */
export const laneOutcomes: u32 = 8;
/** Hash of the records that kernels made, by the answers of the four sides: their numbers, 0 for free cells. Cells less one. */
export const laneAnswers: u32 = 12;
export const laneAnswersMask: u32 = 16;
/**
 * Hash: (source place, destination place, protocol and port, traffic class or what trees go by) -> outcome, for pairs that the
 * image does not answer.
 */
export const laneMemory: u32 = 20;
export const laneMemoryMask: u32 = 24;
/** Of the checksum, both words. */
export const laneChecksumLow: u32 = 28;
export const laneChecksumHigh: u32 = 32;
/** Outcomes of packets without a connection: where policies govern an end, where none does, and of frames without IP. */
export const laneRefused: u32 = 36;
export const laneUngoverned: u32 = 40;
export const laneNonIp: u32 = 44;
/** Number of the next record. */
export const laneRecords: u32 = 48;
/** By record: what it was made from. */
export const laneOrigins: u32 = 52;
/** By answer: what it says. */
export const laneSayings: u32 = 56;
/** Outcome of a packet for which the flow table has no room, where policies govern an end. */
export const laneFull: u32 = 60;
/** Records below this number are of other policies: their answers mean nothing. */
export const laneFrom: u32 = 64;
/** Records in the hash. */
export const laneAnswered: u32 = 68;
/** From slot to slot, as a shift. */
export const laneSlotShift: u32 = 72;
/** A number without meaning: what was read ahead. */
export const laneTouched: u32 = 76;
/** 0. */
export const laneNothing: u32 = 80;
/** Filter of the addresses that DNS may have names for (names.ts); 0: it may for all. */
export const laneNames: u32 = 84;
/** Four words: what a tree is asked about. */
export const lanePoint: u32 = 96;
export const laneBytes: u32 = 128;

/**
 * What a packet of a known flow needs of the lane: the flow's outcome word, the mixed word of its record, and what the
 * flow has counted since that was last added to the record. Captured bytes stay below `slotMost` between packets.
 */
export const slotBytes: u32 = 16;
export const slotShift: u32 = 4;
export const slotOutcome: u32 = 0;
export const slotMixed: u32 = 4;
export const slotPackets: u32 = 8;
export const slotCaptured: u32 = 12;
export const slotMost: u32 = 0x80000000;

/** An outcome word is the number of a record, from 1; 0 is none. With one of these bits TypeScript must be asked. */
export const outcomeStale: u32 = 0x80000000;
export const outcomeUnrecorded: u32 = 0x40000000;
export const outcomeNumber: u32 = 0x3fffffff;

export const outcomeBytes: u32 = 32;
export const outcomeShift: u32 = 5;
/** Verdict and decider, mixed for the checksum. */
export const outcomeMixed: u32 = 0;
/** Three f64: flows, packets, captured bytes; what slots have not added yet is missing. */
export const outcomeFlows: u32 = 8;
export const outcomePackets: u32 = 16;
export const outcomeCaptured: u32 = 24;

/** More outcomes than this less one and the rest are looked up in TypeScript. */
export const mostRecords: u32 = 0x80000;

/** Cells of the hash of answers: at first, and at the most. It grows eightfold when half of them are taken. */
export const fewestAnswers: u32 = 4096;
export const mostAnswers: u32 = 0x100000;

/**
 * Origin of a record that a kernel made: the answers of the four sides, numbers of the first places that had them. The last
 * answer has this bit where other backends of the service are judged differently; answers have less than 28 bits.
 */
export const originAmbiguous: u32 = 0x80000000;
export const originBytes: u32 = 32;
export const originShift: u32 = 5;
export const originSource: u32 = 16;
export const originDestination: u32 = 20;
/** 1: a kernel made the record. */
export const originIsKernel: u32 = 24;

/** What an answer says: whether it decides, and the mixed word of the outcome if it does, as egress and as ingress. */
export const sayingBytes: u32 = 16;
export const sayingShift: u32 = 4;
export const sayingKind: u32 = 0;
export const sayingEgress: u32 = 4;
export const sayingIngress: u32 = 8;
/** Its verdict, by the number in verdict/verdict.ts. */
export const sayingVerdict: u32 = 12;

/** Kinds: it decides if nothing else does; it allows by a rule; it denies. */
export const sayingDefault: u32 = 0;
export const sayingRule: u32 = 1;
export const sayingDenial: u32 = 2;

/** A cell of the memory: four words of the key, the outcome (0: free). */
export const keyedBytes: u32 = 32;
export const keyedOutcome: u32 = 16;

/** At most so many cells are looked at: a key that is not among them is asked for again. */
export const keyedProbes: u32 = 16;
