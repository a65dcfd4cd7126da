import type { Fields } from '../fields.ts';
import { templateName } from '../workload-name.ts';
import { namespaceOf, type ObjectInput } from './input.ts';
import { readPodSpec } from './pod.ts';

const workloads = new Set([
  'v1/ReplicationController',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
  'apps/v1/DaemonSet',
  'batch/v1/Job',
  'batch/v1/CronJob',
]);

/** `kind` with its apiVersion in front: `apps/v1/Deployment`. */
export function isWorkload(kind: string): boolean {
  return workloads.has(kind);
}

/** The pods that the workload would make, as one pod that has no address. */
export function readWorkload(input: ObjectInput): void {
  const { records, cluster, fields, metadata, name } = input;
  // A ReplicaSet of a Deployment, a Job of a CronJob: the owner stands for it.
  if (metadata.children('ownerReferences').some((owner) => owner.flag('controller'))) return;
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
    source: fields.source(),
  });
}

function podTemplate(spec: Fields): Fields {
  return spec.has('jobTemplate')
    ? spec.child('jobTemplate').child('spec').child('template')
    : spec.child('template');
}
