/**
 * Where things stand in the row of a flow: 32 words of 4 bytes, so two cache lines. The first ten words are the
 * key (see key.ts), written as the opener sends. Numbers of packets live in typed arrays because a JavaScript
 * Map that packets fill with numbers can be flooded: V8's hash of small integers is public.
 */
export const rowShift = 5;
export const rowWords = 1 << rowShift;

/** Offsets in words. */
export const Word = {
  source: 0,
  destination: 4,
  /** Source port << 16 | destination port. ICMP queries: the identifier in both halves. */
  ports: 8,
  /** See key.ts: protocol, family, ICMP request type. */
  kind: 9,
  /** Phase and flags: State below. */
  state: 10,
  /** Bits 0-3 and 4-7: window shift of each direction; 8-15 and 16-23: time to live of its first packet. */
  tcp: 11,
  /** Two words: packets of each direction. */
  packets: 16,
  /** Four words for each direction: Side below. SCTP keeps the verification tag in the first. */
  side: 22,
  /** What the tracker must remember of a packet that it did not act on: see Pending. */
  pending: 30,
  pendingAck: 31,
} as const;

/** Offsets in doubles (two words). */
export const Double = { first: 6, last: 7, bytes: 9 } as const;
export const rowDoubles = rowWords / 2;

/** TCP sequence state of one direction (van Rooij, "Real Stateful TCP Packet Filtering in IP Filter", 2000). */
export const Side = {
  /** Highest sequence number sent, plus one. */
  end: 0,
  /** Highest that the other end's acknowledgements and windows have allowed. Of a lone SYN: its number plus one. */
  maxEnd: 1,
  /** Largest window that this direction offered, in bytes. */
  maxWindow: 2,
  /** Highest acknowledgement that this direction sent. */
  maxAck: 3,
} as const;
export const sideWords = 4;

/** Bits of the state word; the phase is in the low five. Pairs: the reply direction is one bit further. */
export const State = {
  phase: 0x1f,
  live: 1 << 5,
  midstream: 1 << 6,
  /** This direction was seen: its sequence state is valid. */
  known: 1 << 7,
  fin: 1 << 9,
  simultaneous: 1 << 11,
  /** Two bits of Pending. */
  pending: 3 << 12,
  /** Direction of the packet that is pending. */
  pendingReply: 1 << 14,
} as const;

/** What the pending word holds: a packet to which the other end's answer will tell what it was. */
export const Pending = {
  none: 0,
  /** End of a second SYN with another number. A SYN-ACK for it means that both ends have started anew. */
  syn: 1 << 12,
  /** Acknowledgement that the opener cannot accept: it answers with a RST of that number (RFC 9293 3.10.7.3). */
  challenge: 2 << 12,
  /** End and acknowledgement of a packet beyond the window: the capture may have lost what came before. */
  gap: 3 << 12,
} as const;
