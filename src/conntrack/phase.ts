/**
 * The phases of a connection, with the seconds of silence after which it is forgotten. The numbers are the
 * defaults of Linux (Documentation/networking/nf_conntrack-sysctl.rst), so that a replay forgets when a node would.
 *
 * `opening` flows have shown one end only, or have not finished their handshake: a flood can make them at will,
 * so they are the first to go when the table is full. `over` flows wait for stragglers. `open` flows are never
 * taken for the sake of others (RFC 4987).
 */
type Stage = 'opening' | 'open' | 'over';

const table = {
  tcpSynSent: { seconds: 120, stage: 'opening' },
  tcpSynReceived: { seconds: 60, stage: 'opening' },
  tcpEstablished: { seconds: 432_000, stage: 'open' },
  /** Only one end was seen: a capture on one side of an asymmetric path, or a forged half. */
  tcpOneSided: { seconds: 300, stage: 'opening' },
  tcpFinWait: { seconds: 120, stage: 'open' },
  tcpCloseWait: { seconds: 60, stage: 'open' },
  tcpLastAck: { seconds: 30, stage: 'open' },
  tcpTimeWait: { seconds: 120, stage: 'over' },
  tcpClosed: { seconds: 10, stage: 'over' },
  udpUnreplied: { seconds: 30, stage: 'opening' },
  udpReplied: { seconds: 120, stage: 'open' },
  icmpUnreplied: { seconds: 30, stage: 'opening' },
  icmpReplied: { seconds: 30, stage: 'open' },
  sctpCookieWait: { seconds: 3, stage: 'opening' },
  sctpCookieEchoed: { seconds: 3, stage: 'opening' },
  sctpEstablished: { seconds: 210, stage: 'open' },
  sctpHeartbeatSent: { seconds: 30, stage: 'opening' },
  sctpShutdown: { seconds: 3, stage: 'open' },
  sctpClosed: { seconds: 10, stage: 'over' },
  genericUnreplied: { seconds: 600, stage: 'opening' },
  genericReplied: { seconds: 600, stage: 'open' },
} as const satisfies Record<string, { seconds: number; stage: Stage }>;

export type PhaseName = keyof typeof table;
export const phaseNames = Object.keys(table) as readonly PhaseName[];

/** Phase name -> number, as the flow table stores it (5 bits). */
export const Phase = Object.fromEntries(phaseNames.map((name, index) => [name, index])) as Readonly<
  Record<PhaseName, number>
>;

/** Seconds of silence for each phase. */
export type Timeouts = Readonly<Partial<Record<PhaseName, number>>>;

/** By phase number, microseconds. */
export function timeoutTable(overrides: Timeouts = {}): Float64Array {
  return Float64Array.from(phaseNames, (name) => (overrides[name] ?? table[name].seconds) * 1e6);
}

const stages = phaseNames.map((name) => table[name].stage);
export const isOpening: Uint8Array = Uint8Array.from(stages, (stage) => Number(stage === 'opening'));
export const isOver: Uint8Array = Uint8Array.from(stages, (stage) => Number(stage === 'over'));
