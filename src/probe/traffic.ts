import type { Family } from '../net/address.ts';
import { hasMessageType, hasPorts, isIcmp, Protocol, parseProtocol, protocolName } from '../net/protocol.ts';
import type { ProbeProblem, ProbeRequest } from './request.ts';

/** What of a request is said of protocol and ports, as it was written. */
export interface TrafficWords {
  /** Name or number; absent: TCP. */
  readonly protocol?: string;
  readonly port?: number;
  readonly sourcePort?: number;
  readonly family?: Family;
  readonly icmp?: { readonly type?: number; readonly code?: number };
}

export type Traffic = Pick<ProbeRequest, 'protocol' | 'port' | 'sourcePort' | 'family' | 'icmp'>;

/** The meaning of the words, as far as there is one, and everything that is wrong with them. */
export interface ReadTraffic {
  readonly traffic: Traffic | undefined;
  readonly problems: readonly ProbeProblem[];
}

export function readTraffic(words: TrafficWords): ReadTraffic {
  const protocol = words.protocol === undefined ? Protocol.tcp : parseProtocol(words.protocol);
  if (protocol === undefined) return { traffic: undefined, problems: [unknownProtocol(words)] };
  const { port, sourcePort, family = nativeFamily(protocol) } = words;
  return {
    traffic: { protocol, port, sourcePort, family, icmp: icmpOf(words, protocol) },
    problems: [...portProblems(words, protocol), ...icmpProblems(words, protocol)],
  };
}

function unknownProtocol({ protocol }: TrafficWords): ProbeProblem {
  const hint = 'Protocols are TCP, UDP, SCTP, ICMP, ICMPv6, IGMP, or a number from 0 to 255.';
  return problem('protocol', `there is no protocol ${JSON.stringify(protocol)}`, hint);
}

/** ICMP exists in one family only, so that need not be said. */
function nativeFamily(protocol: number): Family | undefined {
  if (protocol === Protocol.icmp) return 4;
  return protocol === Protocol.icmpv6 ? 6 : undefined;
}

/** An echo request where nothing else is said; of IGMP some message whose type is not known. */
function icmpOf({ icmp }: TrafficWords, protocol: number): Traffic['icmp'] {
  if (protocol === Protocol.igmp && icmp?.type !== undefined) return { type: icmp.type, code: 0 };
  if (!isIcmp(protocol)) return undefined;
  return { type: icmp?.type ?? (protocol === Protocol.icmp ? 8 : 128), code: icmp?.code ?? 0 };
}

function portProblems(words: TrafficWords, protocol: number): ProbeProblem[] {
  if (hasPorts(protocol)) return [];
  return (['port', 'sourcePort'] as const)
    .filter((field) => words[field] !== undefined)
    .map((field) => problem(field, `the protocol ${protocolName(protocol)} has no ports`));
}

function icmpProblems({ family, icmp }: TrafficWords, protocol: number): ProbeProblem[] {
  const native = nativeFamily(protocol);
  if (native === undefined) {
    return icmp === undefined || hasMessageType(protocol)
      ? []
      : [problem('icmp', 'type and code belong to the protocols ICMP, ICMPv6 and IGMP only')];
  }
  if (family === undefined || family === native) return [];
  return [problem('family', `${protocolName(protocol)} runs over IPv${native} only`)];
}

function problem(field: ProbeProblem['field'], message: string, hint?: string): ProbeProblem {
  return { field, code: 'bad-value', message, ...(hint !== undefined && { hint }) };
}
