/** Verdict of a probe or a flow. `l7-deny`: the connection is accepted and the request refused. */
export const flowVerdicts = ['allow', 'deny', 'reject', 'l7-deny'] as const;
export type FlowVerdict = (typeof flowVerdicts)[number];

/** Verdict of one packet. */
export const packetVerdicts = ['forwarded', 'dropped', 'rejected'] as const;
export type PacketVerdict = (typeof packetVerdicts)[number];

/** What happens to a packet of a flow with this verdict. A refused request travels on an accepted connection. */
export function packetVerdictOf(verdict: FlowVerdict): PacketVerdict {
  if (verdict === 'deny') return 'dropped';
  return verdict === 'reject' ? 'rejected' : 'forwarded';
}
