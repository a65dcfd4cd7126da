/** Transport headers, as frame/tcp.ts, udp.ts and icmp.ts read them; what is a tunnel or DNS is left to others. */
import { notRead, seenIcmp, seenIcmpv6, seenSctp, seenTcp, seenUdp } from './headers.ts';
import { readIcmp } from './icmp.ts';
import {
  leaveNames,
  leaveTunnels,
  rowAcknowledgement,
  rowFlags,
  rowPayloadLength,
  rowPorts,
  rowSequence,
  rowWindow,
} from './layout.ts';
import { copyWords2be, ld8, ld16be, ld32, ld32be, st32 } from './mem.ts';
import { scaleField } from './window-scale.ts';

const protocolIgmp: u32 = 2;
const protocolIpip: u32 = 4;
const protocolTcp: u32 = 6;
const protocolUdp: u32 = 17;
const protocolIpv6: u32 = 41;
const protocolGre: u32 = 47;
const protocolSctp: u32 = 132;
const protocolUdpLite: u32 = 136;
const kindIcmp4: u32 = 0x401;
const kindIcmp6: u32 = 0x63a;

const portDns: u32 = 53;
const portVxlan: u32 = 4789;
const portOldVxlan: u32 = 8472;
const portGeneve: u32 = 6081;

const flagSyn: u32 = 2;

/**
 * Fills ports, numbers, flags, window and payload length. `kind` is protocol and family as in the row; `length` is
 * what the IP header leaves for the transport header and all behind it. What `leave` (layout.ts)
 * names is not read. Gives the HeaderSeen bit of the protocol (0 for one without), or `notRead`.
 */
export function readTransport(row: u32, at: u32, length: u32, captureEnd: u32, kind: u32, leave: u32): u32 {
  const protocol: u32 = kind & 0xff;
  if (protocol === protocolTcp) return readTcp(row, at, length, captureEnd, leave);
  if (protocol === protocolUdp) return readUdp(row, at, length, captureEnd, leave);
  if (kind === kindIcmp4) return readIcmp(row, at, length, captureEnd, kind) !== 0 ? seenIcmp : notRead;
  if (kind === kindIcmp6) return readIcmp(row, at, length, captureEnd, kind) !== 0 ? seenIcmpv6 : notRead;
  if (protocol === protocolIgmp) return notRead;
  if (protocol === protocolSctp) return readSctp(row, at, length, captureEnd);
  if (protocol === protocolUdpLite) return notRead;
  if ((leave & leaveTunnels) !== 0) {
    if (protocol === protocolIpip) return notRead;
    if (protocol === protocolIpv6) return notRead;
    if (protocol === protocolGre) return notRead;
  }
  clearNumbers(row);
  st32(row + rowPorts, 0);
  st32(row + rowPayloadLength, 0);
  return 0;
}

function readTcp(row: u32, at: u32, length: u32, captureEnd: u32, leave: u32): u32 {
  if (length < 20) return notRead;
  if (at + 20 > captureEnd) return notRead;
  const headerLength: u32 = (ld8(at + 12) >>> 4) << 2;
  if (headerLength < 20) return notRead;
  if (headerLength > length) return notRead;
  const ports: u32 = ld32be(at);
  if ((leave & leaveNames) !== 0) {
    if (hasPort(ports, portDns) !== 0) return notRead;
  }
  const flags: u32 = ld8(at + 13);
  let scale: u32 = 0;
  if ((flags & flagSyn) !== 0) scale = scaleField(at + 20, at + headerLength, captureEnd);
  st32(row + rowPorts, ports);
  // Both numbers.
  copyWords2be(row + rowSequence, at + 4);
  st32(row + rowFlags, ld32(row + rowFlags) | flags | (scale << 16));
  st32(row + rowWindow, ld16be(at + 14));
  st32(row + rowPayloadLength, length - headerLength);
  return seenTcp;
}

/** The common header and the start of the first chunk; bytes that were not captured read as 0 (conntrack/sctp.ts). */
function readSctp(row: u32, at: u32, length: u32, captureEnd: u32): u32 {
  if (length < 12) return notRead;
  if (at + 12 > captureEnd) return notRead;
  st32(row + rowPorts, ld32be(at));
  st32(row + rowSequence, ld32be(at + 4));
  st32(row + rowAcknowledgement, at + 20 > captureEnd ? 0 : ld32be(at + 16));
  const type: u32 = at + 13 > captureEnd ? 0 : ld8(at + 12);
  const flags: u32 = at + 14 > captureEnd ? 0 : ld8(at + 13);
  st32(row + rowWindow, (type << 8) | flags);
  st32(row + rowPayloadLength, length - 12);
  return seenSctp;
}

function readUdp(row: u32, at: u32, length: u32, captureEnd: u32, leave: u32): u32 {
  if (length < 8) return notRead;
  if (at + 8 > captureEnd) return notRead;
  const ports: u32 = ld32be(at);
  if ((leave & leaveNames) !== 0) {
    if (hasPort(ports, portDns) !== 0) return notRead;
  }
  if ((leave & leaveTunnels) !== 0) {
    if (isTunnelPort(ports & 0xffff) !== 0) return notRead;
  }
  let stated: u32 = ld16be(at + 4);
  if (stated === 0) {
    // A jumbogram, or segmentation offload.
    if (length > 65535) stated = length;
  }
  if (stated < 8) return notRead;
  if (stated > length) return notRead;
  clearNumbers(row);
  st32(row + rowPorts, ports);
  st32(row + rowPayloadLength, stated - 8);
  return seenUdp;
}

/** Whether one of both ports is `port`. */
function hasPort(ports: u32, port: u32): u32 {
  if (ports >>> 16 === port) return 1;
  return (ports & 0xffff) === port ? 1 : 0;
}

function isTunnelPort(port: u32): u32 {
  if (port === portVxlan) return 1;
  if (port === portOldVxlan) return 1;
  return port === portGeneve ? 1 : 0;
}

/** What only TCP has. */
function clearNumbers(row: u32): void {
  st32(row + rowSequence, 0);
  st32(row + rowAcknowledgement, 0);
  st32(row + rowWindow, 0);
}
