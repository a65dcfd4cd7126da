import type { Writable } from 'node:stream';
import type { CapturedPacket } from '../capture/packet.ts';
import { type CaptureWriter, createCaptureWriter } from '../capture/writer.ts';
import { deciderPlace, deciderText } from '../engine/decided-by.ts';
import { hubbleLine } from '../flowlog/index.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { EndedFlow } from '../replay/flow.ts';
import { flowRecord } from '../replay/flow-record.ts';
import type { Judged } from '../replay/judged.ts';
import type { Lane } from '../replay/lane.ts';
import { packetVerdictOf } from '../verdict/verdict.ts';
import { cleanOnSignal } from './interrupt.ts';
import { LineFile } from './line-file.ts';
import { checkOutputs } from './standard-streams.ts';

export interface OutputPaths {
  readonly flows?: string;
  readonly writeAllowed?: string;
  readonly writeDenied?: string;
}

/** The files that a replay writes beside its report, by the verdicts of its one lane. */
export class Outputs {
  readonly #lane: Lane;
  readonly #inventory: Inventory;
  #flows: LineFile | undefined;
  #allowed: CaptureWriter | undefined;
  #denied: CaptureWriter | undefined;
  #opening: Promise<void> | undefined;
  #aborted = false;
  /** Takes back what is done on a signal. */
  #settle: () => void = () => {};
  /** By outcome: the comment of its packets. */
  readonly #comments = new WeakMap<Judged, string>();

  private constructor(lane: Lane, inventory: Inventory) {
    this.#lane = lane;
    this.#inventory = inventory;
  }

  /** `stdout` takes the flow log whose path is `-`. */
  static async open(
    paths: OutputPaths,
    lane: Lane,
    inventory: Inventory,
    stdout: Writable,
  ): Promise<Outputs> {
    const outputs = new Outputs(lane, inventory);
    outputs.#settle = cleanOnSignal(() => outputs.abort());
    outputs.#opening = outputs.#open(paths, stdout);
    await outputs.#orAbort(() => outputs.#opening);
    return outputs;
  }

  get wantsPackets(): boolean {
    return this.#allowed !== undefined || this.#denied !== undefined;
  }

  get wantsFlows(): boolean {
    return this.#flows !== undefined;
  }

  packet(packet: CapturedPacket, outcome: Judged): void {
    const writer = packetVerdictOf(outcome.verdict) === 'forwarded' ? this.#allowed : this.#denied;
    writer?.write(packet, this.#commentOf(outcome));
  }

  /** Whoever calls this holds the names of the lane at the time of the flow's end. */
  flow(flow: EndedFlow): void {
    this.#flows?.add(hubbleLine(flowRecord(flow, this.#lane, this.#inventory)));
  }

  /** Some file is written. */
  get areWanted(): boolean {
    return this.wantsFlows || this.wantsPackets;
  }

  /** A promise while the disk is slower than the replay. */
  ready(): Promise<void> | undefined {
    const waits = [this.#flows, this.#allowed, this.#denied].map((file) => file?.ready());
    const pending = waits.filter((wait) => wait !== undefined);
    return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined);
  }

  async close(): Promise<void> {
    await this.#orAbort(async () => {
      await this.#flows?.close();
      await this.#allowed?.close();
      await this.#denied?.close();
      this.#settle();
    });
  }

  /** Leaves no file behind, neither one that looks complete nor a part. May be called twice. */
  async abort(): Promise<void> {
    if (this.#aborted) return;
    this.#aborted = true;
    await this.#opening?.catch(() => {});
    // What cannot be closed any more was closed before.
    await Promise.allSettled([this.#flows, this.#allowed, this.#denied].map((file) => file?.abort()));
    this.#settle();
  }

  async #open({ flows, writeAllowed, writeDenied }: OutputPaths, stdout: Writable): Promise<void> {
    await checkOutputs([flows, writeAllowed, writeDenied]);
    if (flows !== undefined) this.#flows = await LineFile.open(flows, stdout);
    if (writeAllowed !== undefined) this.#allowed = await createCaptureWriter(writeAllowed);
    if (writeDenied !== undefined) this.#denied = await createCaptureWriter(writeDenied);
  }

  async #orAbort(step: () => Promise<void> | undefined): Promise<void> {
    try {
      await step();
    } catch (error) {
      await this.abort();
      throw error;
    }
  }

  /** What Wireshark shows beside the packet. */
  #commentOf(outcome: Judged): string {
    let comment = this.#comments.get(outcome);
    if (comment === undefined) {
      comment = packetComment(outcome);
      this.#comments.set(outcome, comment);
    }
    return comment;
  }
}

function packetComment({ verdict, reason, judgement }: Judged): string {
  const what = `tierwall: ${packetVerdictOf(verdict)} (${reason})`;
  if (judgement?.decidedAt === undefined) return what;
  const place = deciderPlace(judgement.decider);
  const by = deciderText(judgement.decider, judgement.decidedAt);
  return `${what} by ${by}${place === '' ? '' : ` at ${place}`}`;
}
