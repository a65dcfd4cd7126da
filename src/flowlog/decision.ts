import type { DecidedBy, PolicyName } from '../engine/decided-by.ts';
import type { Direction } from '../ir/policy.ts';
import type { ReasonWord } from '../verdict/reason.ts';
import { packetVerdictOf } from '../verdict/verdict.ts';
import { type FlowRecord, policyMatches } from './record.ts';
import { Remembered } from './remembered.ts';
import { clip, filled, joined, members } from './text.ts';

/** Hubble's number and name for why something is dropped. */
export interface DropReason {
  readonly number: number;
  readonly name: string;
}

const defaultDeny: DropReason = { number: 133, name: 'POLICY_DENIED' };
const explicitDeny: DropReason = { number: 181, name: 'POLICY_DENY' };
const invalidPacket: DropReason = { number: 134, name: 'INVALID_PACKET_DROPPED' };

/** Reasons that lie in the packet and not in a policy. */
const packetReasons: Partial<Record<ReasonWord, DropReason>> = {
  malformed: invalidPacket,
  'source-route': invalidPacket,
  truncated: { number: 135, name: 'CT_TRUNCATED_OR_INVALID_HEADER' },
  fragment: { number: 157, name: 'IP_FRAGMENTATION_NOT_SUPPORTED' },
  'invalid-state': { number: 163, name: 'UNKNOWN_CONNECTION_TRACKING_STATE' },
  'table-full': { number: 155, name: 'CT_MAP_INSERTION_FAILED' },
  spoofed: { number: 132, name: 'INVALID_SOURCE_IP' },
  'no-route': { number: 169, name: 'FIB_LOOKUP_FAILED' },
  'unsupported-link': { number: 166, name: 'UNSUPPORTED_L2_PROTOCOL' },
};

/** `cilium monitor` message types: what a drop is called when no policy was behind it, and a policy's verdict. */
const dropEvent = 1;
const policyVerdictEvent = 5;

/** The members of a Hubble flow that say what was decided, and by whom, as JSON. */
export function hubbleDecision(record: FlowRecord, mostPolicies: number): string {
  const what = members(verdictOf(record));
  const { egress, ingress } = decidersJson;
  return joined(what, egress.of(record.egress, mostPolicies), ingress.of(record.ingress, mostPolicies));
}

const decidersJson = {
  egress: new Remembered((decider, most) => members(deciders('egress', decider, most))),
  ingress: new Remembered((decider, most) => members(deciders('ingress', decider, most))),
};

function verdictOf(record: FlowRecord): object {
  const dropped = packetVerdictOf(record.verdict) !== 'forwarded';
  const drop = dropped ? dropReasonOf(record) : undefined;
  const byPacket = drop !== undefined && packetReasons[record.reason] === drop;
  return {
    verdict: dropped ? 'DROPPED' : 'FORWARDED',
    ...(drop !== undefined && { drop_reason: drop.number, drop_reason_desc: drop.name }),
    event_type: byPacket ? { type: dropEvent, sub_type: drop.number } : { type: policyVerdictEvent },
    ...filled({
      traffic_direction: trafficDirection(record),
      policy_match_type: policyMatches.indexOf(record.match ?? 'none'),
    }),
  };
}

/** A refusal that somebody wrote down is another thing than nobody having allowed it. */
function dropReasonOf(record: FlowRecord): DropReason {
  const packetReason = packetReasons[record.reason];
  if (packetReason !== undefined) return packetReason;
  const decider = record.direction === undefined ? undefined : record[record.direction];
  return decider !== undefined && 'rule' in decider ? explicitDeny : defaultDeny;
}

/** The side that decided; where none did, the one that a policy could have stood on. */
function trafficDirection({ direction, source, destination }: FlowRecord): string {
  if (direction !== undefined) return direction.toUpperCase();
  if (destination.entity !== undefined) return 'INGRESS';
  return source.entity === undefined ? '' : 'EGRESS';
}

/** `egress_allowed_by`, `ingress_denied_by` and their like: a rule's policy, or all that isolated the endpoint. */
function deciders(direction: Direction, decider: DecidedBy, most: number): object {
  if ('isolatedBy' in decider) {
    const isolating = decider.isolatedBy.slice(0, most).map(hubblePolicy);
    return filled({ [`${direction}_denied_by`]: isolating });
  }
  if (!('rule' in decider)) return {};
  const what = decider.action === 'accept' ? 'allowed' : 'denied';
  return { [`${direction}_${what}_by`]: [hubblePolicy(decider)] };
}

function hubblePolicy({ name, namespace, kind }: PolicyName): object {
  return filled({ name: clip(name), namespace: clip(namespace), kind: clip(kind) });
}
