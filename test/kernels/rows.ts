/** Rows of packets as the parse kernel leaves them, filled from records, so that the track kernel is tested alone. */
import { createKey, isIcmpOf, KeyWord, keyOfFrame } from '../../src/conntrack/key.ts';
import type { Frame } from '../../src/frame/frame.ts';
import * as layout from '../../src/kernels/layout.ts';
import { shortHash } from '../../src/kernels/short-hash.ts';
import { isIcmp, Protocol } from '../../src/net/protocol.ts';

export interface Step {
  readonly frame: Frame;
  /** Microseconds. */
  readonly now: number;
}

/** Fills rows with the packets of a batch. */
export interface RowSource {
  fill(rows: number, batch: readonly Step[]): void;
}

export class RowWriter implements RowSource {
  readonly #view: DataView;
  readonly #key = createKey();

  constructor(buffer: ArrayBufferLike) {
    this.#view = new DataView(buffer);
  }

  fill(rows: number, batch: readonly Step[]): void {
    for (const [index, step] of batch.entries()) this.#write(rows + index * layout.rowBytes, step);
  }

  /** All but hint and hash. */
  #write(row: number, { frame, now }: Step): void {
    this.#view.setFloat64(row + layout.rowTime, now, true);
    this.#word(row + layout.rowStatus, this.#status(frame));
    for (let i = 0; i < 8; i++) this.#word(row + layout.rowSource + 4 * i, this.#key[i]);
    this.#word(row + layout.rowPorts, this.#key[KeyWord.ports]);
    this.#word(row + layout.rowKind, this.#key[KeyWord.kind]);
    this.#word(row + layout.rowHashed, 0);
    const [source, destination] = [this.#key[3], this.#key[7]];
    this.#word(row + layout.rowShort, shortHash(source, destination, this.#key[KeyWord.ports], 1, 2));
    this.#word(row + layout.rowIpLength, frame.ipLength);
    if (frame.protocol === Protocol.tcp) this.#tcp(row, frame);
    if (frame.protocol === Protocol.sctp) this.#sctp(row, frame);
    if (isIcmpOf(frame.family, frame.protocol)) {
      this.#word(row + layout.rowWindow, (frame.icmpType << 8) | frame.icmpCode);
    }
  }

  #status(frame: Frame): number {
    if (frame.fault !== '') return layout.statusOther;
    if (frame.family === 0) return layout.statusNonIp;
    if (frame.isFragment === 1) return layout.statusOther;
    if (frame.icmpIsError === 1 && isIcmp(frame.protocol)) return layout.statusOther;
    return keyOfFrame(frame, this.#key) ? layout.statusTracked : layout.statusOther;
  }

  #tcp(row: number, frame: Frame): void {
    const scale = frame.tcpWindowScale < 0 && frame.tcpOptionsCut === 1 ? 15 : frame.tcpWindowScale;
    this.#word(row + layout.rowSequence, frame.tcpSequence);
    this.#word(row + layout.rowAcknowledgement, frame.tcpAcknowledgement);
    this.#word(row + layout.rowFlags, frame.tcpFlags | (frame.timeToLive << 8) | ((scale + 1) << 16));
    this.#word(row + layout.rowWindow, frame.tcpWindow);
    this.#word(row + layout.rowPayloadLength, frame.payloadLength);
  }

  #sctp(row: number, { bytes, transportOffset: at }: Frame): void {
    const padded = new Uint8Array(20);
    padded.set(bytes.subarray(at, at + 20));
    const view = new DataView(padded.buffer);
    this.#word(row + layout.rowSequence, view.getUint32(4));
    this.#word(row + layout.rowAcknowledgement, at + 20 <= bytes.length ? view.getUint32(16) : 0);
    this.#word(row + layout.rowWindow, view.getUint16(12));
  }

  #word(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }
}
