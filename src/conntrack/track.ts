import type { ReasonWord } from '../verdict/reason.ts';

/**
 * What a packet is to the connections seen so far.
 * - `new`: it opens a connection (or is the first seen of one): policies judge it.
 * - `original`, `reply`: it belongs to a connection, in its opening or its reply direction.
 * - `related`: an ICMP error about a connection.
 * - `invalid`: it fits none and may open none.
 */
export const TrackState = { new: 0, original: 1, reply: 2, related: 3, invalid: 4 } as const;
export type TrackState = (typeof TrackState)[keyof typeof TrackState];

/** Reused by the tracker: valid until the next call. */
export interface Tracked {
  state: TrackState;
  /** Slot of the connection in the flow table; -1 for `invalid`. Stays the same as long as the flow lives. */
  slot: number;
  /** Why a packet is invalid; '' otherwise. */
  reason: ReasonWord | '';
  /** 1 if the packet was first seen mid-stream and its opener is a guess. */
  midstream: 0 | 1;
}
