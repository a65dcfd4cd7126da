import { decidedBy } from '../engine/decided-by.ts';
import type { Judge, Judgement } from '../engine/judge.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Connection } from '../ir/connection.ts';
import { formatAddress } from '../net/address.ts';
import { protocolName } from '../net/protocol.ts';
import type { ProbeRequest, ResolvedProbe } from '../probe/index.ts';
import type { WhyConnection, WhyPending, WhyReport } from './report.ts';
import { throughService } from './service.ts';
import { forwardedReports, sideReport } from './side.ts';

export interface WhyQuestion {
  readonly request: ProbeRequest;
  /** What the request asks of this inventory. */
  readonly probe: ResolvedProbe;
  readonly inventory: Inventory;
  readonly judge: Judge;
  /** Answers as if everything staged were enforced. */
  readonly pending?: Judge;
}

/** Why the connection is judged as it is: every policy and rule met on the way. */
export function why({ request, probe, inventory, judge, pending }: WhyQuestion): WhyReport {
  const { connection, service } = throughService(probe, inventory, judge);
  const judgement = judge.judge(connection);
  const forwarded = forwardedReports(judge, connection, judgement);
  return {
    schema: 'tierwall.why/v1',
    verdict: judgement.verdict,
    reason: judgement.reason,
    dependsOnRequest: judgement.dependsOnRequest,
    decidedBy: decidedBy(judgement),
    connection: connectionReport(request, connection, probe),
    service,
    egress: sideReport(judge, 'egress', connection, judgement),
    ...(forwarded.length > 0 && { forwarded }),
    ingress: sideReport(judge, 'ingress', connection, judgement),
    ...(pending !== undefined && { pending: pendingReport(pending.judge(connection)) }),
  };
}

function pendingReport(judgement: Judgement): WhyPending {
  return { verdict: judgement.verdict, reason: judgement.reason, decidedBy: decidedBy(judgement) };
}

function connectionReport(
  { from, to }: ProbeRequest,
  { source, destination, protocol, destinationPort, sourcePort, icmp }: Connection,
  { addressUnknown }: ResolvedProbe,
): WhyConnection {
  return {
    from,
    to,
    source: formatAddress(source.address),
    destination: formatAddress(destination.address),
    protocol: protocolName(protocol),
    port: destinationPort ?? null,
    sourcePort: sourcePort ?? null,
    icmp: icmp ?? null,
    addressUnknown,
  };
}
