import type { Labels } from '../../ir/entity.ts';
import type { Fields } from '../fields.ts';
import { nameKey } from '../records.ts';
import { templateName } from '../workload-name.ts';
import { namespaceOf, type ObjectInput } from './input.ts';
import { readPodSpec } from './pod.ts';

/** With their apiVersion in front. */
export const workloadKinds: ReadonlySet<string> = new Set([
  'v1/ReplicationController',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
  'apps/v1/DaemonSet',
  'batch/v1/Job',
  'batch/v1/CronJob',
]);

/** The pods that the workload would make, as one pod that has no address. */
export function readWorkload(input: ObjectInput): void {
  const { records, cluster, fields, name } = input;
  if (hasOwner(input)) return;
  const template = podTemplate(fields.child('spec'));
  records.pods.add({
    cluster,
    namespace: namespaceOf(input),
    name: templateName(name, input.kind),
    labels: template.child('metadata').labels('labels'),
    ...readPodSpec(template.child('spec')),
    addresses: [],
    ready: true,
    state: 'template',
    isObject: true,
    source: fields.source(),
  });
}

/** Its pods should be there themselves: see reportLeftOut. */
export function leaveOutWorkload(input: ObjectInput): void {
  const { records, cluster, kind, fields, name } = input;
  if (hasOwner(input)) return;
  const spec = fields.child('spec');
  records.leftOutWorkloads.push({
    cluster,
    namespace: namespaceOf(input),
    name,
    kind,
    podLabels: podLabels(kind, spec),
    mayHaveNone: spec.value.replicas === 0 || kind === 'Job' || kind === 'CronJob' || isWithoutPods(fields),
    source: fields.source(),
  });
}

/** So says its cluster: a DaemonSet for nodes that there are none of, a Deployment beyond a quota. */
function isWithoutPods(fields: Fields): boolean {
  if (!fields.has('status')) return false;
  const { replicas, desiredNumberScheduled } = fields.child('status').value;
  return (replicas ?? 0) === 0 && (desiredNumberScheduled ?? 0) === 0;
}

/**
 * Those of its selector, which does not change; pods may still be of an older template. Of a selector that only has
 * expressions none: any pod may be one of its.
 */
function podLabels(kind: string, spec: Fields): Labels {
  if (kind === 'ReplicationController') return labelsOr(spec.labels('selector'), spec);
  const selector = spec.child('selector');
  if (selector.children('matchExpressions').length > 0) return selector.labels('matchLabels');
  return labelsOr(selector.labels('matchLabels'), spec);
}

function labelsOr(selector: Labels, spec: Fields): Labels {
  return selector.size > 0 ? selector : podTemplate(spec).child('metadata').labels('labels');
}

/**
 * A ReplicaSet of a Deployment, a Job of a CronJob: the owner stands for it where it is there. Operators own workloads too
 * (Prometheus a StatefulSet, Rollout a ReplicaSet), and what they read is not read here.
 */
function hasOwner({ records, cluster, metadata }: ObjectInput): boolean {
  const owners = metadata.children('ownerReferences').filter((owner) => owner.flag('controller'));
  if (owners.length === 0) return false;
  const namespace = metadata.text('namespace');
  return owners.some((owner) => {
    const [kind, name] = [`${owner.text('apiVersion')}/${owner.text('kind')}`, owner.text('name')];
    return records.workloads.has(workloadKey(cluster, kind, namespace, name));
  });
}

/** `kind` with its apiVersion in front. */
export function workloadKey(cluster: string, kind: string, namespace: string, name: string): string {
  return `${kind} ${nameKey(cluster, namespace || 'default', name)}`;
}

function podTemplate(spec: Fields): Fields {
  return spec.has('jobTemplate')
    ? spec.child('jobTemplate').child('spec').child('template')
    : spec.child('template');
}
