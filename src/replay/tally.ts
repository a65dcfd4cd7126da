import { type Frame, HeaderSeen } from '../frame/frame.ts';

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
