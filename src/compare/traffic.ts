import { type DecidedBy, describeDecider } from '../engine/decided-by.ts';
import { translated } from '../engine/service.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Connection } from '../ir/connection.ts';
import type { IpAddress } from '../net/address.ts';
import { hasPorts, protocolName } from '../net/protocol.ts';
import type { EndedFlow, EndingFlow } from '../replay/flow.ts';
import { type FlowGroup, FlowGroups } from '../replay/groups.ts';
import type { Judged } from '../replay/judged.ts';
import type { FlowVerdict } from '../verdict/verdict.ts';

/** What a new policy set changes for traffic that was captured: lane 0 is the old set, lane 1 the new one. */
export class TrafficChanges {
  readonly #changed: FlowGroups;
  readonly #deciderKeys = new WeakMap<Judged, string>();
  flows = 0;
  changedFlows = 0;
  /** Flows with the same verdict, given by another policy, rule or ending. */
  redecidedFlows = 0;
  packets = 0;
  changedPackets = 0;

  constructor(inventory: Inventory) {
    this.#changed = new FlowGroups(inventory);
  }

  /** `outcomes`: by the old and the new set. */
  flow(flow: EndingFlow, outcomes: readonly Judged[] = flow.outcomes): void {
    const [before, after] = outcomes;
    this.flows++;
    if (before.verdict !== after.verdict) {
      this.changedFlows++;
      this.#changed.add(flow, outcomes);
    } else if (this.#deciderKey(before) !== this.#deciderKey(after)) this.redecidedFlows++;
  }

  packet([before, after]: readonly Judged[]): void {
    this.packets++;
    if (before.verdict !== after.verdict) this.changedPackets++;
  }

  #deciderKey(outcome: Judged): string {
    let key = this.#deciderKeys.get(outcome);
    if (key === undefined) {
      key = deciderKey(outcome);
      this.#deciderKeys.set(outcome, key);
    }
    return key;
  }

  /** Most flows first. */
  groups(): readonly FlowGroup[] {
    return this.#changed.sorted();
  }
}

/** The same text for the same decider in both sets, though they are different objects there. */
function deciderKey({ judgement, reason }: Judged): string {
  if (judgement === undefined) return reason;
  const { decider, decidedAt } = judgement;
  if (decider.by === 'default') return 'default';
  if (decider.by === 'ending') {
    return JSON.stringify([decidedAt, decider.stage.name, decider.isolatedBy.map(({ ref }) => ref)]);
  }
  return JSON.stringify([decidedAt, decider.rule.policy.ref, decider.rule.index, decider.rule.name]);
}

/** One row of `tierwall.diff/v1`. */
export interface TrafficChange {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  /** Destination port, or ICMP type; absent for protocols without. */
  readonly port?: number;
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
  readonly old: Decision;
  readonly new: Decision;
}

export interface Decision {
  readonly verdict: FlowVerdict;
  readonly reason: string;
  readonly decidedBy: DecidedBy;
}

export function trafficChange(group: FlowGroup): TrafficChange {
  const { from, to, port, flows, packets, bytes, outcomes } = group;
  return {
    from,
    to,
    protocol: protocolName(group.protocol),
    ...(port >= 0 && { port }),
    flows,
    packets,
    bytes,
    old: decision(outcomes[0]),
    new: decision(outcomes[1]),
  };
}

function decision({ verdict, reason, judgement }: Judged): Decision {
  const decidedBy: DecidedBy =
    judgement === undefined ? { implicit: 'allow' } : describeDecider(judgement.decider, judgement.decidedAt);
  return { verdict, reason, decidedBy };
}

/**
 * The connection that the flow was judged as; through a Service, that to its first backend. No names: what DNS had
 * said by then only the replay knew.
 */
export function connectionOf(flow: EndedFlow, inventory: Inventory): Connection {
  const { protocol, sourcePort, destinationPort, icmpType: type, icmpCode: code } = flow;
  const party = (address: IpAddress) => ({ address, entities: inventory.holders(address) });
  const connection: Connection = {
    source: party(flow.source),
    destination: party(flow.destination),
    protocol,
    ...(hasPorts(protocol) && { sourcePort, destinationPort }),
    ...(type >= 0 && { icmp: { type, code } }),
    namesOf: () => [],
  };
  const service = hasPorts(protocol)
    ? inventory.serviceAt(flow.destination, protocol, destinationPort)
    : undefined;
  const backend = service?.backends[0];
  if (service === undefined || backend === undefined) return connection;
  return translated(connection, service, backend, inventory);
}
