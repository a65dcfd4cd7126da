import type { CapturedPacket } from '../capture/packet.ts';
import { type CaptureWriter, createCaptureWriter } from '../capture/writer.ts';
import { deciderPlace, deciderText } from '../engine/decided-by.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { EndedFlow } from '../replay/flow.ts';
import type { Judged } from '../replay/judged.ts';
import { packetVerdictOf } from '../verdict/verdict.ts';

export interface OutputPaths {
  readonly flows?: string;
  readonly writeAllowed?: string;
  readonly writeDenied?: string;
}

/** The files that a replay writes beside its report. */
export class Outputs {
  readonly #allowed: CaptureWriter | undefined;
  readonly #denied: CaptureWriter | undefined;
  /** By outcome: the comment of its packets. */
  readonly #comments: string[] = [];

  private constructor(allowed: CaptureWriter | undefined, denied: CaptureWriter | undefined) {
    this.#allowed = allowed;
    this.#denied = denied;
  }

  static async open(paths: OutputPaths, _inventory: Inventory): Promise<Outputs> {
    const allowed =
      paths.writeAllowed === undefined ? undefined : await createCaptureWriter(paths.writeAllowed);
    const denied = paths.writeDenied === undefined ? undefined : await createCaptureWriter(paths.writeDenied);
    return new Outputs(allowed, denied);
  }

  get wantsPackets(): boolean {
    return this.#allowed !== undefined || this.#denied !== undefined;
  }

  packet(packet: CapturedPacket, outcome: Judged): void {
    const writer = packetVerdictOf(outcome.verdict) === 'forwarded' ? this.#allowed : this.#denied;
    writer?.write(packet, this.#commentOf(outcome));
  }

  flow(_flow: EndedFlow): void {}

  /** A promise while the disk is slower than the replay. */
  ready(): Promise<void> | undefined {
    const waits = [this.#allowed?.ready(), this.#denied?.ready()].filter((wait) => wait !== undefined);
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  }

  async close(): Promise<void> {
    await this.#allowed?.close();
    await this.#denied?.close();
  }

  async abort(): Promise<void> {
    await this.#allowed?.abort();
    await this.#denied?.abort();
  }

  /** What Wireshark shows beside the packet. */
  #commentOf(outcome: Judged): string {
    this.#comments[outcome.id] ??= packetComment(outcome);
    return this.#comments[outcome.id];
  }
}

function packetComment({ verdict, reason, judgement }: Judged): string {
  const what = `tierwall: ${packetVerdictOf(verdict)} (${reason})`;
  if (judgement === undefined || judgement.decidedAt === undefined) return what;
  const place = deciderPlace(judgement.decider);
  const by = deciderText(judgement.decider, judgement.decidedAt);
  return `${what} by ${by}${place === '' ? '' : ` at ${place}`}`;
}
