import type { Frame } from '../frame/frame.ts';
import { Protocol } from '../net/protocol.ts';
import type { FlowTable } from './flow-table.ts';
import { isIcmpRequest } from './icmp.ts';
import { isIcmpOf } from './key.ts';
import { rowShift, State, Word } from './layout.ts';
import { Opening, Outcome } from './outcome.ts';
import { Phase } from './phase.ts';

/**
 * Connections without a handshake: UDP and UDP-Lite by ports, ICMP queries by identifier, all else by addresses.
 * The first packet opens; a packet the other way makes it a conversation.
 */
export class DatagramTracker {
  readonly #table: FlowTable;

  constructor(table: FlowTable) {
    this.#table = table;
  }

  /** Nothing in a datagram tells an answer from a question, so the first one seen opens. ICMP types do tell. */
  opening(frame: Frame, pickup: boolean): Opening {
    if (!isIcmpOf(frame.family, frame.protocol) || isIcmpRequest(frame.protocol, frame.icmpType)) {
      return Opening.bySource;
    }
    return pickup ? Opening.guessedDestination : Opening.refused;
  }

  open(slot: number, frame: Frame): void {
    this.#setPhase(slot, unrepliedPhase(frame));
  }

  update(slot: number, direction: 0 | 1, frame: Frame): Outcome {
    if (direction === 1) this.#setPhase(slot, unrepliedPhase(frame) + 1);
    return Outcome.accepted;
  }

  #setPhase(slot: number, phase: number): void {
    const at = (slot << rowShift) + Word.state;
    this.#table.words[at] = (this.#table.words[at] & ~State.phase) | phase;
  }
}

/** The replied phase is the next number. */
function unrepliedPhase(frame: Frame): number {
  if (frame.protocol === Protocol.udp || frame.protocol === Protocol.udplite) return Phase.udpUnreplied;
  return isIcmpOf(frame.family, frame.protocol) ? Phase.icmpUnreplied : Phase.genericUnreplied;
}
