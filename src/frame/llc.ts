/** IEEE 802.2 LLC and SNAP (RFC 1042). */
import { EtherType } from './ethertype.ts';
import type { Frame } from './frame.ts';
import { fail, reaches, u16 } from './read.ts';

const DESTINATION = 0;
const SOURCE = 1;
const CONTROL = 2;
const LLC_LENGTH = 3;
const ORGANISATION = 3;
const TYPE = 6;
const SNAP_LENGTH = 8;

const SNAP_SAP = 0xaa;
const IP_SAP = 0x06;
const UNNUMBERED_INFORMATION = 0x03;
/** The lowest bit of the source SAP tells command from response and is no part of the address. */
const SAP_MASK = 0xfe;

/** From an LLC header at networkOffset to what it carries. Without SNAP or IP it carries nothing that is governed. */
export function readLlc(frame: Frame): boolean {
  const { bytes, networkOffset: at } = frame;
  if (!reaches(frame, at + LLC_LENGTH, 'llc-header')) return false;
  const sap = bytes[at + DESTINATION];
  const plain = (bytes[at + SOURCE] & SAP_MASK) === sap && bytes[at + CONTROL] === UNNUMBERED_INFORMATION;
  if (!plain) return true;
  if (sap === SNAP_SAP) return readSnap(frame, at);
  if (sap === IP_SAP) {
    frame.etherType = EtherType.ipv4;
    frame.networkOffset = at + LLC_LENGTH;
  }
  return true;
}

/** OUI 0 is RFC 1042, 0x0000f8 the bridge-tunnel form of 802.1H: an EtherType follows in both. */
function readSnap(frame: Frame, at: number): boolean {
  const { bytes } = frame;
  if (!reaches(frame, at + SNAP_LENGTH, 'llc-header')) return false;
  const organisation = (bytes[at + ORGANISATION] << 16) | u16(bytes, at + ORGANISATION + 1);
  if (organisation !== 0 && organisation !== 0xf8) return true;
  const type = u16(bytes, at + TYPE);
  // A length here would be LLC in LLC, which no host reads and no filter should guess at.
  if (type < 1536) return fail(frame, 'malformed', 'llc-header');
  frame.etherType = type;
  frame.networkOffset = at + SNAP_LENGTH;
  return true;
}
