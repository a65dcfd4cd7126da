import { type Frame, HeaderSeen } from '../frame/frame.ts';
import type { ReasonWord } from '../verdict/reason.ts';
import { type PacketVerdict, packetVerdictOf, packetVerdicts } from '../verdict/verdict.ts';
import type { Judged } from './judged.ts';

const protocolNames = Object.keys(HeaderSeen) as (keyof typeof HeaderSeen)[];

export type ProtocolCounts = Record<keyof typeof HeaderSeen, number>;

/** What a replay counts of packets before any verdict. */
export class Tally {
  packets = 0;
  /** Captured bytes. */
  bytes = 0;
  readonly protocols = Object.fromEntries(protocolNames.map((name) => [name, 0])) as ProtocolCounts;
  readonly malformed = { total: 0, byReason: {} as Record<string, number> };

  /** A packet as it was read, before any verdict. */
  read(frame: Frame): void {
    this.packets++;
    this.bytes += frame.bytes.length;
    this.seen(frame.headersSeen, 1);
    if (isMalformed(frame.fault)) this.#malformed(frame.detail === '' ? frame.fault : frame.detail);
  }

  /** So many packets with these HeaderSeen bits. */
  seen(bits: number, packets: number): void {
    if (packets === 0) return;
    for (const name of protocolNames) if ((bits & HeaderSeen[name]) !== 0) this.protocols[name] += packets;
  }

  #malformed(detail: string): void {
    this.malformed.total++;
    this.malformed.byReason[detail] = (this.malformed.byReason[detail] ?? 0) + 1;
  }
}

/** A packet that was cut by the capture, or has a link type that is not read, may be perfectly sound. */
function isMalformed(fault: Frame['fault']): boolean {
  return fault !== '' && fault !== 'truncated' && fault !== 'unsupported-link';
}

/** Packets by verdict, and those that did not pass by reason word. */
export interface VerdictCounts {
  readonly verdicts: Readonly<Record<PacketVerdict, number>>;
  readonly byReason: Readonly<Partial<Record<ReasonWord, number>>>;
}

export function countVerdicts(outcomes: readonly Judged[]): VerdictCounts {
  const verdicts = Object.fromEntries(packetVerdicts.map((verdict) => [verdict, 0])) as Record<
    PacketVerdict,
    number
  >;
  const byReason: Partial<Record<ReasonWord, number>> = {};
  for (const { verdict: of, reason, packets } of outcomes) {
    const verdict = packetVerdictOf(of);
    verdicts[verdict] += packets;
    if (verdict !== 'forwarded' && packets > 0) byReason[reason] = (byReason[reason] ?? 0) + packets;
  }
  // The order in which outcomes were met is not the same for every core.
  const inOrder = Object.entries(byReason).sort(([one], [other]) => (one < other ? -1 : 1));
  return { verdicts, byReason: Object.fromEntries(inOrder) };
}
