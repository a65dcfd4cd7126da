import { type DecidedBy, describeDecider } from '../engine/decided-by.ts';
import type { Side } from '../engine/judge.ts';
import { type FlowEnd, type FlowRecord, policyMatchOf, type Timestamp } from '../flowlog/index.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Entity } from '../ir/entity.ts';
import type { Direction } from '../ir/policy.ts';
import { formatAddress, type IpAddress } from '../net/address.ts';
import { hasPorts } from '../net/protocol.ts';
import type { Decider } from '../reference/evaluate.ts';
import type { EndedFlow } from './flow.ts';
import type { Judged } from './judged.ts';
import type { Lane } from './lane.ts';

const byDefault = describeDecider({ by: 'default' }, undefined);
/** By who decided, in each direction: what the log says of it. The same deciders decide most flows. */
const descriptions = {
  egress: new WeakMap<Decider, DecidedBy>(),
  ingress: new WeakMap<Decider, DecidedBy>(),
};

function described(decider: Decider, direction: Direction): DecidedBy {
  let text = descriptions[direction].get(decider);
  if (text === undefined) {
    text = describeDecider(decider, direction);
    descriptions[direction].set(decider, text);
  }
  return text;
}

/** What the flow log says of a flow: the verdict of lane 0 (`lane`), and of lane 1, what is pending, if there is one. */
export function flowRecord(flow: EndedFlow, lane: Lane, inventory: Inventory): FlowRecord {
  const [{ verdict, reason, judgement }, pending] = flow.outcomes;
  const source = flowEnd(flow.source, flow.sourcePort, flow, lane, inventory);
  const destination = flowEnd(flow.destination, flow.destinationPort, flow, lane, inventory);
  const direction = judgement?.decidedAt;
  const { decider } = judgement ?? {};
  const service = inventory.serviceAt(flow.destination, flow.protocol, flow.destinationPort)?.service;
  return {
    time: flow,
    lastTime: later(flow, flow.duration),
    nodeName: nodeName(direction, source.entity, destination.entity),
    verdict,
    reason,
    source,
    destination,
    protocol: flow.protocol,
    tcpFlags: flow.tcpFlags,
    ...(flow.icmpType >= 0 && { icmp: { type: flow.icmpType, code: flow.icmpCode } }),
    direction,
    egress: decided(judgement?.egress, 'egress'),
    ingress: decided(judgement?.ingress, 'ingress'),
    ...(decider?.by === 'rule' && { match: policyMatchOf(decider.rule) }),
    ...(pending !== undefined && { pending: pendingOf(pending) }),
    ...(flow.midstream && { openerGuessed: true }),
    ...(judgement?.dependsOnRequest && { dependsOnRequest: true }),
    packets: flow.packets,
    bytes: flow.bytes,
    ...(service && { service: { namespace: service.namespace, name: service.name } }),
  };
}

function pendingOf({ verdict, judgement }: Judged): FlowRecord['pending'] {
  const { decider, decidedAt } = judgement ?? {};
  const decidedBy =
    decider === undefined || decidedAt === undefined ? byDefault : described(decider, decidedAt);
  return { verdict, decidedBy };
}

function flowEnd(
  address: IpAddress,
  port: number,
  { protocol }: EndedFlow,
  lane: Lane,
  inventory: Inventory,
): FlowEnd {
  const holders = inventory.holders(address);
  return {
    address: formatAddress(address),
    ...(hasPorts(protocol) && { port }),
    entity: holders.find(({ kind }) => kind === 'node') ?? holders[0],
    names: lane.names.ofAddress(address),
  };
}

/** The node of the endpoint whose policies decided: that is where Hubble would have seen it. */
function nodeName(direction: Direction | undefined, source?: Entity, destination?: Entity): string {
  const ends = direction === 'egress' ? [source, destination] : [destination, source];
  return ends.find((end) => end !== undefined && end.node !== '')?.node ?? '';
}

function decided(side: Side | undefined, direction: Direction): FlowRecord['egress'] {
  return side && described(side.decider, direction);
}

/** `microseconds` later. */
function later({ seconds, nanoseconds }: Timestamp, microseconds: number): Timestamp {
  const total = nanoseconds + Math.max(0, Math.round(microseconds % 1e6)) * 1000;
  const carry = Math.floor(total / 1e9);
  return { seconds: seconds + Math.floor(microseconds / 1e6) + carry, nanoseconds: total - carry * 1e9 };
}
