import type { CaptureSummary } from '../capture/packet.ts';
import type { FlowVerdict } from '../verdict/verdict.ts';
import type { Lane } from './lane.ts';
import type { OutcomeTotals } from './outcome-totals.ts';
import type { Pipeline } from './pipeline.ts';
import type { Tally } from './tally.ts';

/** `tierwall.replay/v1`, as the JSON output has it, which has RuleReports of rule-counts.ts behind it. */
export interface ReplayReport {
  readonly schema: 'tierwall.replay/v1';
  readonly captures: readonly CaptureSummary[];
  readonly packets: number;
  /** Captured bytes. */
  readonly bytes: number;
  readonly protocols: Tally['protocols'];
  readonly malformed: Tally['malformed'];
  readonly flows: number;
  /** Flows among these whose start was not captured: who opened them is a guess. */
  readonly guessedOpeners: number;
  readonly packetVerdicts: {
    readonly forwarded: number;
    readonly dropped: number;
    readonly rejected: number;
    readonly byReason: OutcomeTotals['byReason'];
  };
  /** Packets of no flow, or malformed, that passed as no policy governs their ends. */
  readonly unmatched: number;
  readonly flowVerdicts: Readonly<Record<FlowVerdict, number>>;
  /** Allowed by a rule for some requests only, while requests are not read from packets: the verdict may differ. */
  readonly dependsOnRequest: { readonly flows: number; readonly packets: number };
  /** The same traffic once staged policies were enforced; absent where nothing is staged. */
  readonly pending?: {
    readonly flowVerdicts: Readonly<Record<FlowVerdict, number>>;
    readonly changedFlows: number;
  };
  readonly checksum: string;
  readonly workers: number;
  readonly setupSeconds: number;
  readonly seconds: number;
}

export interface ReplayTimes {
  readonly workers: number;
  readonly setupSeconds: number;
  readonly seconds: number;
}

/** `totals`: those of the lane, behind the last packet. */
export function replayReport(
  captures: readonly CaptureSummary[],
  { tally, guessedOpeners }: Pipeline,
  { totals, checksum }: { readonly totals: OutcomeTotals } & Pick<Lane, 'checksum'>,
  times: ReplayTimes,
): ReplayReport {
  return {
    schema: 'tierwall.replay/v1',
    captures,
    packets: tally.packets,
    bytes: tally.bytes,
    protocols: tally.protocols,
    malformed: tally.malformed,
    flows: Object.values(totals.flows).reduce((sum, flows) => sum + flows, 0),
    packetVerdicts: { ...totals.packets, byReason: totals.byReason },
    guessedOpeners,
    unmatched: totals.unmatched,
    flowVerdicts: totals.flows,
    dependsOnRequest: totals.dependent,
    checksum: checksum.toString(),
    ...times,
  };
}
