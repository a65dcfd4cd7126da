import type { ContainerPort } from '../../ir/entity.ts';
import type { IpAddress } from '../../net/address.ts';
import { containerPortNames, podSpecNames, podStatusNames } from '../field-names.ts';
import type { Fields } from '../fields.ts';
import { namespaceOf, type ObjectInput } from './input.ts';

export function readPod(input: ObjectInput): void {
  const { records, cluster, fields, metadata, name } = input;
  const spec = fields.child('spec');
  const status = fields.child('status');
  status.nearMisses(podStatusNames);
  const isFinished = ['Succeeded', 'Failed'].includes(status.text('phase'));
  records.pods.add({
    cluster,
    namespace: namespaceOf(input),
    name,
    labels: metadata.labels('labels'),
    ...readPodSpec(spec),
    addresses: isFinished ? [] : podAddresses(status),
    ready: !isFinished && !metadata.has('deletionTimestamp') && isReady(status),
    state: isFinished ? 'finished' : 'live',
    isObject: true,
    source: fields.source(),
  });
}

/** What pods and pod templates have in common. API servers read `serviceAccount`, of old, where the other is missing. */
export function readPodSpec(spec: Fields) {
  spec.nearMisses(podSpecNames);
  return {
    serviceAccount: spec.text('serviceAccountName') || spec.text('serviceAccount') || 'default',
    node: spec.text('nodeName'),
    hostNetwork: spec.flag('hostNetwork'),
    ports: containerPorts(spec),
  };
}

/** `podIPs` is the whole list; `podIP` repeats its first entry and stands alone in old dumps. */
function podAddresses(status: Fields): IpAddress[] {
  const all = status.children('podIPs').flatMap((entry) => entry.address('ip') ?? []);
  const first = all.length > 0 ? undefined : status.address('podIP');
  return first === undefined ? all : [first];
}

/** Sidecars are init containers, and the ports of any container are ports of the pod. */
function containerPorts(spec: Fields): ContainerPort[] {
  const ports: ContainerPort[] = [];
  for (const key of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of spec.children(key))
      for (const entry of container.children('ports')) addPort(ports, entry);
  }
  return ports;
}

function addPort(ports: ContainerPort[], entry: Fields): void {
  entry.nearMisses(containerPortNames);
  const [name, port, protocol] = [
    entry.text('name'),
    entry.requiredPort('containerPort'),
    entry.protocol('protocol'),
  ];
  if (port > 0) ports.push({ name, port, protocol });
}

/** A pod that says nothing of it, as in a file written by hand, counts as ready. */
function isReady(status: Fields): boolean {
  const ready = status.children('conditions').find((condition) => condition.text('type') === 'Ready');
  return ready === undefined || ready.text('status') === 'True';
}
