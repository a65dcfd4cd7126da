import type { DecidedBy } from '../engine/decided-by.ts';
import type { Entity } from '../ir/entity.ts';
import type { Direction } from '../ir/policy.ts';
import type { ReasonWord } from '../verdict/reason.ts';
import type { FlowVerdict } from '../verdict/verdict.ts';

/** What the flow log says about one connection. */
export interface FlowRecord {
  /** Of the first packet. */
  readonly time: Timestamp;
  /** Of the last packet. */
  readonly lastTime: Timestamp;
  /** Who saw it; decides which node counts as `host` and which as `remote-node`. */
  readonly nodeName: string;
  readonly verdict: FlowVerdict;
  readonly reason: ReasonWord;
  readonly source: FlowEnd;
  readonly destination: FlowEnd;
  /** IP protocol number. */
  readonly protocol: number;
  /** Flag bits of the first packet as in the TCP header: FIN 1 … CWR 128, NS 256. */
  readonly tcpFlags?: number;
  readonly icmp?: { readonly type: number; readonly code: number };
  /** The side that decided; absent where no policy did. */
  readonly direction?: Direction;
  /** What each side's policies said; absent where nobody was asked. */
  readonly egress?: DecidedBy;
  readonly ingress?: DecidedBy;
  /** How the deciding rule matched. */
  readonly match?: PolicyMatch;
  /** What the verdict would be once staged policies were enforced; absent where nothing is staged. */
  readonly pending?: { readonly verdict: FlowVerdict; readonly decidedBy: DecidedBy };
  /** The start of the connection was not captured: who opened it is a guess. */
  readonly openerGuessed?: boolean;
  /** Allowed by a rule for some requests, and nobody looked at the request. */
  readonly dependsOnRequest?: boolean;
  readonly packets: PerDirection;
  readonly bytes: PerDirection;
  /** The service through which the destination was reached. */
  readonly service?: { readonly namespace: string; readonly name: string };
}

/** Since 1970-01-01 UTC. */
export interface Timestamp {
  readonly seconds: number;
  /** 0..999_999_999. */
  readonly nanoseconds: number;
}

export interface FlowEnd {
  /** Canonical text, as formatAddress gives it. */
  readonly address: string;
  /** Absent for protocols without ports. */
  readonly port?: number;
  /** Who holds the address; absent for an outside address. */
  readonly entity: Entity | undefined;
  /** DNS names that led to the address. */
  readonly names: readonly string[];
}

/** Numbers of packets or bytes as the opener of the connection sees them. */
export interface PerDirection {
  readonly original: number;
  readonly reply: number;
}

/** Which parts of a rule there were to match: peers (L3), ports (L4), or a protocol alone. */
export const policyMatches = ['none', 'l3', 'l3-l4', 'l4', 'all', 'l3-proto', 'proto'] as const;
export type PolicyMatch = (typeof policyMatches)[number];
