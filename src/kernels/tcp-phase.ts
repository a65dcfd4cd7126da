import {
  phaseCloseWait,
  phaseEstablished,
  phaseFinWait,
  phaseLastAck,
  phaseSynReceived,
  phaseTimeWait,
  sideEnd,
  sideMaxAck,
  stateFin,
  statePhase,
} from './flow-layout.ts';
import { ld32 } from './mem.ts';
import { isNotBefore } from './sequence.ts';

/**
 * The state word of a connection of which both ends are known, with the phase that follows from what they have sent and
 * acknowledged, when a segment of data from `sender`, in this direction, was taken over. TcpTracker.#settle does the same.
 */
export function stateAfter(state: u32, direction: u32, sender: u32, receiver: u32): u32 {
  const phase: u32 = state & statePhase;
  if (phase === phaseTimeWait) return state;
  const senderAcksAll: u32 = acknowledgesAll(sender, receiver);
  if (phase === phaseSynReceived) {
    if (direction !== 0) return state;
    if (senderAcksAll === 0) return state;
  }
  const fins: u32 = (state / stateFin) & 3;
  const rest: u32 = (state & ~statePhase) >>> 0;
  if (fins === 0) return rest | phaseEstablished;
  const receiverAcksAll: u32 = acknowledgesAll(receiver, sender);
  if (fins === 3) return rest | ((senderAcksAll & receiverAcksAll) !== 0 ? phaseTimeWait : phaseLastAck);
  const isSenders: boolean = (fins & (1 << direction)) !== 0;
  const isAcknowledged: u32 = isSenders ? receiverAcksAll : senderAcksAll;
  return rest | (isAcknowledged !== 0 ? phaseCloseWait : phaseFinWait);
}

/** 1: one side has acknowledged all that the other has sent. */
function acknowledgesAll(side: u32, other: u32): u32 {
  return isNotBefore(ld32(side + sideMaxAck), ld32(other + sideEnd)) ? 1 : 0;
}
