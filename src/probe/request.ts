import type { Request } from '../ir/request.ts';
import type { Family, IpAddress } from '../net/address.ts';

/** A question: what becomes of this connection? In the words of the command line and of policy tests. */
export interface ProbeRequest {
  /** Endpoints in the notation of docs/policy-tests.md. */
  readonly from: string;
  readonly to: string;
  /** IP protocol number. */
  readonly protocol: number;
  readonly port?: number;
  readonly sourcePort?: number;
  /** Absent: IPv4 where both ends have it, else IPv6. */
  readonly family?: Family;
  readonly icmp?: { readonly type: number; readonly code: number };
  /** `ns/name` of the service through which `to` is reached. */
  readonly via?: string;
  /** What is known of the request inside. */
  readonly request?: Request;
  readonly after?: readonly DnsAnswer[];
}

/** A DNS answer that the source has seen before. */
export interface DnsAnswer {
  readonly name: string;
  readonly address: IpAddress;
  /** Seconds; absent: it never ends. */
  readonly ttl?: number;
  readonly ageSeconds: number;
}

export type Side = 'from' | 'to';

/** Why a request asks nothing that can be judged, and which of its fields says so. */
export interface ProbeProblem {
  readonly field: Exclude<keyof ProbeRequest, 'after' | 'request'>;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** The first problem of a request. Never leaves this folder. */
export class Stop extends Error {
  readonly problem: ProbeProblem;

  constructor(problem: ProbeProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

export function stop(field: ProbeProblem['field'], code: string, message: string, hint?: string): Stop {
  return new Stop({ field, code, message, ...(hint !== undefined && { hint }) });
}
