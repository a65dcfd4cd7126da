/** Links without a header: the packet starts with IP. */
import { EtherType, etherTypeOfVersion } from './ethertype.ts';
import type { Frame } from './frame.ts';
import { fail, reaches } from './read.ts';

/** The first four bits say which version. */
export function readRaw(frame: Frame, offset: number): boolean {
  if (!reaches(frame, offset + 1, 'link-header')) return false;
  frame.networkOffset = offset;
  frame.etherType = etherTypeOfVersion(frame.bytes[offset]);
  return frame.etherType !== 0 || fail(frame, 'malformed', 'ip-version');
}

/** The link type says which version. */
export function readRawIp(frame: Frame, offset: number, version: 4 | 6): boolean {
  frame.networkOffset = offset;
  frame.etherType = version === 4 ? EtherType.ipv4 : EtherType.ipv6;
  return true;
}
