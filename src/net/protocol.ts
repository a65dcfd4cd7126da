/** IP protocol numbers (IANA "Assigned Internet Protocol Numbers") that the project names. */
export const Protocol = {
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  udp: 17,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  sctp: 132,
  udplite: 136,
} as const;

const names = new Map<number, string>([
  [1, 'ICMP'],
  [2, 'IGMP'],
  [4, 'IPIP'],
  [6, 'TCP'],
  [17, 'UDP'],
  [41, 'IPv6'],
  [47, 'GRE'],
  [50, 'ESP'],
  [51, 'AH'],
  [58, 'ICMPv6'],
  [132, 'SCTP'],
  [136, 'UDPLite'],
]);
const numbers = new Map([...names].map(([number, name]) => [name.toLowerCase(), number]));

/** `TCP`, or the number for a protocol without a name here. */
export function protocolName(protocol: number): string {
  return names.get(protocol) ?? String(protocol);
}

/** A name in any case, or a decimal number 0..255. */
export function parseProtocol(text: string): number | undefined {
  const named = numbers.get(text.toLowerCase());
  if (named !== undefined) return named;
  if (!/^(0|[1-9]\d{0,2})$/.test(text) || Number(text) > 255) return undefined;
  return Number(text);
}

/** TCP, UDP, SCTP and UDP-Lite carry a source and a destination port in their first four bytes. */
export function hasPorts(protocol: number): boolean {
  return (
    protocol === Protocol.tcp ||
    protocol === Protocol.udp ||
    protocol === Protocol.sctp ||
    protocol === Protocol.udplite
  );
}

export function isIcmp(protocol: number): boolean {
  return protocol === Protocol.icmp || protocol === Protocol.icmpv6;
}

/** Messages whose type policies ask for: ICMP, and IGMP (RFC 3376 section 4), which has no codes. */
export function hasMessageType(protocol: number): boolean {
  return isIcmp(protocol) || protocol === Protocol.igmp;
}
