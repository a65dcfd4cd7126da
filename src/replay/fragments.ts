import type { CapturedPacket } from '../capture/packet.ts';
import type { Frame } from '../frame/frame.ts';

/** A fragment whose datagram is not whole yet. */
export interface HeldPacket {
  readonly index: number;
  readonly packet: CapturedPacket;
}

export interface CompleteDatagram {
  /** The datagram as one packet. */
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly linkType: number;
  readonly packets: readonly HeldPacket[];
}

export interface FragmentStep {
  readonly complete?: CompleteDatagram;
  readonly givenUp: readonly HeldPacket[];
}

export class Fragments {
  constructor(_keepBytes: boolean) {}
  add(_frame: Frame, packet: CapturedPacket, index: number, _now: number): FragmentStep {
    return { givenUp: [{ index, packet }] };
  }
  flush(): readonly HeldPacket[] {
    return [];
  }
}
