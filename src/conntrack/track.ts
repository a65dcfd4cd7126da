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

/** 0: as the connection's opener sends; 1: as the other end does. */
export type FlowDirection = 0 | 1;

/** Reused by the tracker: valid until the next call. */
export interface Tracked {
  state: TrackState;
  /**
   * Slot of the connection in the flow table; stays the same as long as the flow lives. -1 for `invalid`, and
   * for `new` where the packet can have no connection (neighbour discovery, an ICMP error about nothing known).
   */
  slot: number;
  /** Why a packet is invalid; '' otherwise. */
  reason: ReasonWord | '';
  /** 1 if the packet was first seen mid-stream and its opener is a guess. */
  midstream: 0 | 1;
  /** Direction in which this packet travels. 1 beside `new`: the first packet seen goes to the opener. */
  direction: FlowDirection;
  /**
   * 1 for the opening packet of the other end (RFC 9293 figure 7, simultaneous open): it belongs to the
   * connection, but it also opens one, so the policies must allow it in its own direction too.
   */
  simultaneous: 0 | 1;
}

export function createTracked(): Tracked {
  return { state: TrackState.invalid, slot: -1, reason: '', midstream: 0, direction: 0, simultaneous: 0 };
}
