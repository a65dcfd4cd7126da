/** What track() says of a packet: TrackState | direction << 3 | midstream << 4 | slot << 5. */

/** Result of a packet that is no IP packet: it has no connection and leaves the table as it is. */
export const wordNonIp: u32 = 0xffffffff;
export const wordMidstream: u32 = 0x10;
/** TrackState invalid, slot -1; the reason is `invalid-state`. */
export const wordInvalid: u32 = 0xffffffe4;
/** TrackState invalid, slot -1; the reason is `table-full`. */
export const wordFull: u32 = 0xffffffec;
/** TrackState; 0 is `new`. */
export const wordState: u32 = 7;
/** No result: the packet is for Conntrack, and nothing was changed. No TrackState is 6. */
export const wordStop: u32 = 0xfffffffe;

/** TrackState original or reply. */
export function wordOf(slot: u32, direction: u32): u32 {
  return (1 + direction * 9) | (slot << 5);
}
