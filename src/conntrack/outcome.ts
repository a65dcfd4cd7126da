/** What a packet of a known connection is. */
export const Outcome = {
  /** It fits the connection in no way: dropped, and nothing changes. */
  invalid: 0,
  /** It belongs to it and keeps it alive. */
  accepted: 1,
  /** It may pass, because the receiver's answer will settle what it was, but it proves nothing. */
  ignored: 2,
  /** The old connection is over and this packet opens another between the same ends. */
  reopened: 3,
  /** Accepted, and an opening of its own: see Tracked.simultaneous. */
  simultaneous: 4,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Whether a packet without a connection may open one, and who the opener is. */
export const Opening = { refused: 0, bySource: 1, guessedSource: 2, guessedDestination: 3 } as const;
export type Opening = (typeof Opening)[keyof typeof Opening];

/**
 * The opener of a connection that was first seen mid-stream. Servers wait on low ports and clients take high ones
 * (RFC 6056), so the lower port is the server's; with equal ports the sender is taken.
 */
export function guessOpener(sourcePort: number, destinationPort: number): Opening {
  return sourcePort < destinationPort ? Opening.guessedDestination : Opening.guessedSource;
}
