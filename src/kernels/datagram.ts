/** Connections without a handshake (conntrack/datagram.ts). */
import { familyOf, protocolOf } from './flow-find.ts';
import { phaseGeneric, phaseIcmp, phaseUdp } from './flow-layout.ts';
import { rowKind, rowWindow } from './layout.ts';
import { ld32 } from './mem.ts';

const protocolIcmp: u32 = 1;
const protocolUdp: u32 = 17;
const protocolIcmpv6: u32 = 58;
const protocolUdpLite: u32 = 136;

function isIcmp(row: u32): boolean {
  return protocolOf(row) === (familyOf(row) === 4 ? protocolIcmp : protocolIcmpv6);
}

/** ICMP says by its type who asks; between equal addresses nothing else would. */
export function directionOf(row: u32, byKey: u32): u32 {
  if (!isIcmp(row)) return byKey;
  const request: u32 = (ld32(row + rowKind) >>> 16) & 0xff;
  return ld32(row + rowWindow) >>> 8 === request ? 0 : 1;
}

/** The replied phase is the next number. */
export function unrepliedPhase(row: u32): u32 {
  const protocol: u32 = protocolOf(row);
  if (protocol === protocolUdp) return phaseUdp;
  if (protocol === protocolUdpLite) return phaseUdp;
  return isIcmp(row) ? phaseIcmp : phaseGeneric;
}
