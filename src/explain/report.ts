import type { DecidedBy, PolicyName } from '../engine/decided-by.ts';
import type { Direction } from '../ir/policy.ts';
import type { RuleOutcome, StageOutcome } from '../reference/trace.ts';
import type { FlowVerdict } from '../verdict/verdict.ts';
import type { Difference } from './mismatches.ts';

/** `tierwall.why/v1`: one connection's walk through the stages, at both ends. */
export interface WhyReport {
  readonly schema: 'tierwall.why/v1';
  readonly verdict: FlowVerdict;
  readonly reason: string;
  /** Rules for some requests let the connection in; what the request says decides further. */
  readonly dependsOnRequest: boolean;
  readonly decidedBy: DecidedBy;
  readonly connection: WhyConnection;
  /** The service that it goes through. */
  readonly service: WhyService | null;
  readonly egress: WhySide;
  /** What nodes say that forward it, in the order of the way; absent where no node was asked. */
  readonly forwarded?: readonly WhyForwarded[];
  readonly ingress: WhySide;
  /** The answer if everything staged were enforced; absent where nothing is staged. */
  readonly pending?: WhyPending;
}

/** One node on the way. */
export interface WhyForwarded extends WhySide {
  readonly direction: Direction;
}

export interface WhyPending {
  readonly verdict: FlowVerdict;
  readonly reason: string;
  readonly decidedBy: DecidedBy;
}

/** What policies see: behind the translation of a service. */
export interface WhyConnection {
  /** The ends as they were asked for. */
  readonly from: string;
  readonly to: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly port: number | null;
  readonly sourcePort: number | null;
  readonly icmp: { readonly type: number; readonly code: number } | null;
  /** Ends of which no address is known: 0.0.0.0 stands for it, so that rules by CIDR are not to be relied on. */
  readonly addressUnknown: readonly ('from' | 'to')[];
}

export interface WhyService {
  readonly namespace: string;
  readonly name: string;
  /** Where the connection was sent to; null where it was asked for behind the service. */
  readonly frontend: { readonly address: string; readonly port: number } | null;
  /** In the frontend's family. Where there is none the frontend itself is judged. */
  readonly backends: readonly WhyBackend[];
  /** The backends are judged differently; the strictest is explained. */
  readonly ambiguous: boolean;
}

export interface WhyBackend {
  readonly address: string;
  readonly port: number;
  /** Names of those who hold the address. */
  readonly endpoints: readonly string[];
  readonly verdict: FlowVerdict;
  /** The walk is that of this one. */
  readonly explained: boolean;
}

export interface WhySide {
  /** `allow` with no steps where nobody that policies could select holds the address. */
  readonly verdict: FlowVerdict;
  /** `ns/name` of the endpoint, or empty. */
  readonly endpoint: string;
  readonly steps: readonly WhyStage[];
  readonly decidedBy: DecidedBy;
  /** For an implicit deny: rules that would have let it through if little were different, the closest first. */
  readonly nearest: readonly WhyMiss[];
}

export interface WhyStage {
  readonly tier: string;
  readonly outcome: StageOutcome;
  /** Policies whose governing of the endpoint brought about the stage's ending. */
  readonly isolatedBy: readonly PolicyName[];
  readonly policies: readonly WhyPolicy[];
}

export interface WhyPolicy extends PolicyName {
  readonly selected: boolean;
  readonly governs: boolean;
  readonly rules: readonly WhyRule[];
}

export interface WhyRule {
  readonly index: number;
  readonly name: string;
  readonly action: string;
  readonly outcome: RuleOutcome;
  /** All parts of the rule that the connection does not satisfy; `outcome` names the first. */
  readonly failsOn: readonly Difference[];
  readonly file: string;
  readonly line: number;
}

/** A rule that nearly matched. */
export interface WhyMiss extends PolicyName {
  readonly rule: { readonly index: number; readonly name: string };
  readonly failsOn: readonly Difference[];
  /** The rule in words. */
  readonly wants: string;
  /** What the connection is instead, a line for each part. */
  readonly is: readonly string[];
}
