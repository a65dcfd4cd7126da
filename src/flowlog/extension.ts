import type { DecidedBy, PolicyName } from '../engine/decided-by.ts';
import { protocolName } from '../net/protocol.ts';
import type { FlowRecord } from './record.ts';
import { Remembered } from './remembered.ts';
import { clip, filled, members, objectOf, rfc3339 } from './text.ts';

const longestPath = 1024;

/**
 * What Hubble has no field for, as a Struct in an Any: readers that know the type keep it, others pass it on.
 * Its keys are those of the other JSON outputs. As JSON.
 */
export function hubbleExtensions(record: FlowRecord, most: number): string {
  const { egress, ingress, pending } = record;
  const value = objectOf(
    members(sums(record)),
    egress === undefined ? '' : `"egress":${decisions.of(egress, most)}`,
    ingress === undefined ? '' : `"ingress":${decisions.of(ingress, most)}`,
    pending === undefined ? '' : `"pending":${pendingJson(pending, most)}`,
  );
  return objectOf(members({ '@type': 'type.googleapis.com/google.protobuf.Struct' }), `"value":${value}`);
}

const decisions = new Remembered((decider, most) => JSON.stringify(decision(decider, most)));

function sums(record: FlowRecord): object {
  return {
    verdict: record.verdict,
    reason: record.reason,
    protocol: protocolName(record.protocol),
    lastTime: rfc3339(record.lastTime),
    ...(record.openerGuessed && { openerGuessed: true }),
    ...(record.dependsOnRequest && { dependsOnRequest: true }),
    packets: record.packets,
    bytes: record.bytes,
  };
}

function pendingJson({ verdict, decidedBy }: NonNullable<FlowRecord['pending']>, most: number): string {
  return objectOf(members({ verdict }), `"decidedBy":${decisions.of(decidedBy, most)}`);
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
