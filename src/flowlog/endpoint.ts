import type { Entity, Labels } from '../ir/entity.ts';
import type { FlowEnd } from './record.ts';
import { clip, clipAll, filled } from './text.ts';

/** Cilium's numbers for what is no pod. */
const reserved = { host: 1, world: 2, 'remote-node': 6 } as const;

/** The JSON of pods that were in a line, with this many labels: a busy pod is in a million lines. */
const remembered = new WeakMap<Entity, { readonly mostLabels: number; readonly json: string }>();
const world = JSON.stringify(reservedEndpoint('world'));

/** `source` and `destination` of a Hubble flow, as JSON. */
export function hubbleEndpoint({ entity }: FlowEnd, nodeName: string, mostLabels: number): string {
  if (entity === undefined) return world;
  if (entity.kind !== 'pod') {
    const role = entity.node === nodeName ? 'host' : 'remote-node';
    return JSON.stringify({ ...reservedEndpoint(role), cluster_name: clip(entity.cluster) });
  }
  const known = remembered.get(entity);
  if (known?.mostLabels === mostLabels) return known.json;
  const json = JSON.stringify(podEndpoint(entity, mostLabels));
  remembered.set(entity, { mostLabels, json });
  return json;
}

function podEndpoint(entity: Entity, mostLabels: number): object {
  const labels = podLabels(entity);
  return filled({
    identity: identityNumber(labels),
    cluster_name: clip(entity.cluster),
    namespace: clip(entity.namespace),
    labels: clipAll(labels, mostLabels),
    pod_name: clip(entity.name),
  });
}

function reservedEndpoint(role: keyof typeof reserved): object {
  return { identity: reserved[role], labels: [`reserved:${role}`] };
}

/** As Hubble lists them: the pod's own, and those that say where and as whom it runs. Sorted. */
function podLabels(entity: Entity): readonly string[] {
  const { cluster, namespace, serviceAccount } = entity;
  return [
    ...prefixed('k8s:', entity.labels),
    ...prefixed('k8s:io.cilium.k8s.namespace.labels.', entity.namespaceLabels),
    `k8s:io.cilium.k8s.policy.cluster=${cluster}`,
    ...(serviceAccount === '' ? [] : [`k8s:io.cilium.k8s.policy.serviceaccount=${serviceAccount}`]),
    `k8s:io.kubernetes.pod.namespace=${namespace}`,
  ].sort();
}

function prefixed(prefix: string, labels: Labels): readonly string[] {
  return [...labels].map(([key, value]) => `${prefix}${key}=${value}`);
}

/**
 * A number for a set of labels: the same in every run, which a number given in order of appearance would not
 * be. From 256, below which Cilium keeps its reserved ones, to 2^24, above which it keeps those of CIDRs. Two
 * sets may share a number; the labels beside it tell them apart.
 */
function identityNumber(labels: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const label of labels) {
    for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ 0x1f, 0x01000193);
  }
  return 256 + ((hash >>> 0) % (2 ** 24 - 256));
}
