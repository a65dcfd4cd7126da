import type { CaptureSummary } from '../capture/packet.ts';
import { type FlowVerdict, flowVerdicts } from '../verdict/verdict.ts';
import type { Lane } from './lane.ts';
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
    readonly byReason: Lane['counts']['byReason'];
  };
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

export function replayReport(
  captures: readonly CaptureSummary[],
  { tally, guessedOpeners }: Pipeline,
  lane: Lane,
  times: ReplayTimes,
): ReplayReport {
  return {
    schema: 'tierwall.replay/v1',
    captures,
    packets: tally.packets,
    bytes: tally.bytes,
    protocols: tally.protocols,
    malformed: tally.malformed,
    flows: sum(Object.values(countFlows(lane))),
    packetVerdicts: { ...lane.counts.verdicts, byReason: lane.counts.byReason },
    guessedOpeners,
    flowVerdicts: countFlows(lane),
    dependsOnRequest: countDependent(lane),
    checksum: lane.checksum.toString(),
    ...times,
  };
}

export function countFlows(lane: Lane): Record<FlowVerdict, number> {
  const counts = Object.fromEntries(flowVerdicts.map((verdict) => [verdict, 0])) as Record<
    FlowVerdict,
    number
  >;
  for (const outcome of lane.outcomes.all) counts[outcome.verdict] += outcome.flows;
  return counts;
}

function countDependent(lane: Lane): ReplayReport['dependsOnRequest'] {
  const dependent = lane.outcomes.all.filter(({ judgement }) => judgement?.dependsOnRequest);
  return {
    flows: sum(dependent.map(({ flows }) => flows)),
    packets: sum(dependent.map(({ packets }) => packets)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
