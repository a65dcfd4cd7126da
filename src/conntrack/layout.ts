import * as flow from '../kernels/flow-layout.ts';

/**
 * The row of a flow in words of four bytes, after kernels/flow-layout.ts, which says what each is. Numbers of packets
 * live in typed arrays because a JavaScript Map that packets fill with numbers can be flooded: V8's hash of small
 * integers is public.
 */
export const rowShift = flow.flowRowShift - 2;
export const rowWords = 1 << rowShift;

/** Offsets in words. */
export const Word = {
  /** Word 3 of the addresses. */
  source: flow.flowSource / 4,
  destination: flow.flowDestination / 4,
  /** Source port << 16 | destination port. ICMP queries: the identifier in both halves. */
  ports: flow.flowPorts / 4,
  /** See key.ts: protocol, family, ICMP request type. */
  kind: flow.flowKind / 4,
  /** Phase and flags: State below. */
  state: flow.flowState / 4,
  tcp: flow.flowTcp / 4,
  /** Two words: packets of each direction. */
  packets: flow.flowPackets / 4,
  /** Four words for each direction: Side below. SCTP keeps the verification tag in the first. */
  side: flow.flowSides / 4,
  /** Where the second line begins: kernels keep there what lanes say of the flow. */
  lane: flow.flowLane / 4,
  /** Words 0 to 2 of the addresses. */
  sourceHigh: flow.flowSourceHigh / 4,
  destinationHigh: flow.flowDestinationHigh / 4,
} as const;

/** Offsets in doubles (two words). */
export const Double = {
  last: flow.flowLast / 8,
  bytes: flow.flowBytes / 8,
} as const;
export const rowDoubles = rowWords / 2;

/** What is left of a flow, in words. */
export const restWords = flow.restBytes / 4;
export const restDoubles = flow.restBytes / 8;
export const Rest = {
  /** What the tracker must remember of a packet that it did not act on: see Pending. */
  pending: flow.restPending / 4,
  pendingAck: flow.restPendingAck / 4,
} as const;

/** Sequence state of one direction, offsets in words. */
export const Side = {
  end: flow.sideEnd / 4,
  maxEnd: flow.sideMaxEnd / 4,
  maxWindow: flow.sideMaxWindow / 4,
  maxAck: flow.sideMaxAck / 4,
} as const;
export const sideWords = flow.sideBytes / 4;

/** Bits of the state word; the phase is in the low five. Pairs: the reply direction is one bit further. */
export const State = {
  phase: flow.statePhase,
  live: flow.stateLive,
  midstream: flow.stateMidstream,
  /** This direction was seen: its sequence state is valid. */
  known: flow.stateKnown,
  fin: flow.stateFin,
  simultaneous: flow.stateSimultaneous,
  /** Two bits of Pending. */
  pending: flow.statePending,
  /** Direction of the packet that is pending. */
  pendingReply: flow.statePendingReply,
  /** A packet of this direction was let through. */
  seen: flow.stateSeen,
} as const;

/** What the pending word holds: a packet to which the other end's answer will tell what it was. */
export const Pending = {
  none: 0,
  /** End of a second SYN with another number. A SYN-ACK for it means that both ends have started anew. */
  syn: flow.statePendingSyn,
  /** Acknowledgement that the opener cannot accept: it answers with a RST of that number (RFC 9293 3.10.7.3). */
  challenge: 2 * flow.statePendingSyn,
  /** End and acknowledgement of a packet beyond the window: the capture may have lost what came before. */
  gap: 3 * flow.statePendingSyn,
} as const;

/** A bucket of the index: tags, then slots plus one. */
export const bucketWords = flow.bucketBytes / 4;

/** Offsets in the control block, in words. */
export const Control = {
  live: flow.tableLive / 4,
  used: flow.tableUsed / 4,
  freeCount: flow.tableFreeCount / 4,
  packets: flow.tablePackets / 4,
  sweepAt: flow.tableSweepAt / 4,
  hand: flow.tableHand / 4,
  capacity: flow.tableCapacity / 4,
  mask: flow.tableMask / 4,
  cells: flow.tableCells / 4,
  free: flow.tableFree / 4,
  pickup: flow.tablePickup / 4,
  tolerant: flow.tableTolerant / 4,
  minimumTimeToLive: flow.tableMinimumTimeToLive / 4,
  mayEnd: flow.tableMayEnd / 4,
  seed: flow.tableSeed / 4,
  endings: flow.tableEndings / 4,
  counts: flow.tableCounts / 4,
  rest: flow.tableRest / 4,
} as const;
