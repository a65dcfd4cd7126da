import { Protocol } from '../../net/protocol.ts';

/** IP protocols by the words of `toPorts`. ANY is TCP, UDP and SCTP, never ICMP. */
const protocols: Readonly<Record<string, readonly number[]>> = {
  TCP: [Protocol.tcp],
  UDP: [Protocol.udp],
  SCTP: [Protocol.sctp],
  ANY: [Protocol.tcp, Protocol.udp, Protocol.sctp],
};

/** Since 1.20, behind enable-extended-ip-protocols. */
const extended: Readonly<Record<string, readonly number[]>> = {
  IGMP: [2],
  IPIP: [4],
  IPV6: [41],
  GRE: [47],
  ESP: [50],
  AH: [51],
  VRRP: [112],
};

export const protocolWords: readonly string[] = Object.keys(protocols);
export const extendedWords: readonly string[] = Object.keys(extended);

/** The CRD and the agent take any case; an empty text is ANY. */
export function protocolsOf(word = ''): readonly number[] {
  const upper = word === '' ? 'ANY' : word.toUpperCase();
  return protocols[upper] ?? extended[upper] ?? [];
}

/** IANA service names (RFC 6335 section 5.1): at least one letter, so that `0x10` is a name. */
export function isPortName(text: string): boolean {
  return text.length <= 15 && /[a-zA-Z]/.test(text) && /^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$/.test(text);
}

/** A number as the agent's parser reads it: a leading zero makes it octal. Undefined where it is none. */
export function portNumber(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  if (!/^0\d/.test(text)) return Number(text) <= 65535 ? Number(text) : undefined;
  return /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}
