import type { DecidedBy, PolicyName } from '../engine/decided-by.ts';
import { protocolName } from '../net/protocol.ts';
import type { FlowRecord } from './record.ts';
import { clip, filled, rfc3339 } from './text.ts';

const longestPath = 1024;

/**
 * What Hubble has no field for, as a Struct in an Any: readers that know the type keep it, others pass it on.
 * Its keys are those of the other JSON outputs.
 */
export function hubbleExtensions(record: FlowRecord, mostPolicies: number): object {
  return {
    '@type': 'type.googleapis.com/google.protobuf.Struct',
    value: {
      verdict: record.verdict,
      reason: record.reason,
      protocol: protocolName(record.protocol),
      lastTime: rfc3339(record.lastTime),
      ...(record.openerGuessed && { openerGuessed: true }),
      ...(record.dependsOnRequest && { dependsOnRequest: true }),
      packets: record.packets,
      bytes: record.bytes,
      ...(record.egress !== undefined && { egress: decision(record.egress, mostPolicies) }),
      ...(record.ingress !== undefined && { ingress: decision(record.ingress, mostPolicies) }),
      ...(record.pending !== undefined && {
        pending: {
          verdict: record.pending.verdict,
          decidedBy: decision(record.pending.decidedBy, mostPolicies),
        },
      }),
    },
  };
}

function decision(decider: DecidedBy, most: number): object {
  if ('isolatedBy' in decider) {
    const { tier, implicit, isolatedBy } = decider;
    const more = Math.max(isolatedBy.length - most, 0);
    return filled({ tier: clip(tier), implicit, isolatedBy: isolatedBy.slice(0, most).map(place), more });
  }
  if (!('rule' in decider)) return decider;
  const { index, name } = decider.rule;
  return { ...place(decider), action: decider.action, rule: { index, ...filled({ name: clip(name) }) } };
}

function place({ tier, kind, namespace, name, file, line }: PolicyName): object {
  return filled({
    tier: clip(tier),
    kind: clip(kind),
    namespace: clip(namespace),
    name: clip(name),
    file: clip(file, longestPath),
    line,
  });
}
