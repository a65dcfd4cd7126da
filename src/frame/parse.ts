import { resetFrame } from './create.ts';
import type { Frame } from './frame.ts';
import { readLink } from './link.ts';
import { readNetwork } from './network.ts';
import { fail } from './read.ts';
import { enterTunnel } from './tunnel.ts';

export interface ParseOptions {
  /** Take off VXLAN, Geneve, GRE and IP-in-IP: the record then holds the innermost packet. */
  readonly decap?: boolean;
}

/** Tunnels in each other. One more is a fault: whoever nests deeper does so to hide. */
export const maximumTunnels = 4;

/**
 * Fills the record from one captured packet. Never throws and allocates nothing, whatever the bytes are; what is
 * odd is in `fault` and `detail`.
 *
 * `originalLength` is the length on the wire, `linkType` a LINKTYPE_ value. `bytes` must stay as they are for as
 * long as the record is used.
 */
export function parseFrame(
  frame: Frame,
  bytes: Uint8Array,
  originalLength: number,
  linkType: number,
  options?: ParseOptions,
): void {
  readOutermost(frame, bytes, originalLength, linkType);
  if (options?.decap !== true || peel(frame, maximumTunnels + 1)) return;
  // The carried packet cannot be read: give its carrier, the innermost packet that could, and the fault.
  const { fault, detail, tunnelDepth } = frame;
  readOutermost(frame, bytes, originalLength, linkType);
  peel(frame, tunnelDepth - 1);
  frame.fault = fault;
  frame.detail = detail;
}

function readOutermost(frame: Frame, bytes: Uint8Array, originalLength: number, linkType: number): void {
  resetFrame(frame, bytes, originalLength);
  if (readLink(frame, linkType, 0)) readNetwork(frame);
}

/** Takes off at most `limit` tunnels. Returns false if what the last one carries cannot be read. */
function peel(frame: Frame, limit: number): boolean {
  const outermost = frame.headersSeen;
  let readable = true;
  while (readable && frame.fault === '' && frame.tunnelDepth < limit && enterTunnel(frame)) {
    frame.tunnelDepth++;
    if (frame.tunnelDepth > maximumTunnels) fail(frame, 'malformed', 'tunnel-depth');
    else if (frame.fault === '') readNetwork(frame);
    readable = !isUnreadable(frame);
  }
  frame.headersSeen = outermost;
  return readable;
}

function isUnreadable(frame: Frame): boolean {
  return frame.fault === 'malformed' || frame.fault === 'truncated';
}
