import type { Labels } from '../ir/entity.ts';
import type { PodRecord } from './record.ts';
import { nameKey } from './records.ts';

/** Pods of a namespace, and those under each of the labels that somebody asks for. */
interface NamespacePods {
  readonly all: PodRecord[];
  /** By key, then by value. */
  readonly labelled: Map<string, Map<string, PodRecord[]>>;
}

/** Who asks for pods of its own namespace. */
interface Asking {
  readonly cluster: string;
  readonly namespace: string;
  readonly labels: Labels;
}

/** Pods by namespace and label, so that thousands of workloads and services need not look at all pods each. */
export class LabelledPods {
  readonly #namespaces = new Map<string, NamespacePods>();

  /** `asking`: all that will ask. */
  constructor(asking: Iterable<Asking>, pods: Iterable<PodRecord>) {
    for (const { cluster, namespace, labels } of asking) {
      const key = nameKey(cluster, namespace, '');
      const near = this.#namespaces.get(key) ?? { all: [], labelled: new Map() };
      this.#namespaces.set(key, near);
      for (const name of labels.keys()) if (!near.labelled.has(name)) near.labelled.set(name, new Map());
    }
    for (const pod of pods) {
      const near = this.#namespaces.get(nameKey(pod.cluster, pod.namespace, ''));
      if (near !== undefined) addPod(near, pod);
    }
  }

  /** Those with all of the labels, in their order. */
  *with({ cluster, namespace, labels }: Asking): Iterable<PodRecord> {
    const near = this.#namespaces.get(nameKey(cluster, namespace, ''));
    if (near === undefined) return;
    const wanted = [...labels];
    for (const pod of rarest(wanted, near))
      if (wanted.every(([name, value]) => pod.labels.get(name) === value)) yield pod;
  }
}

function addPod({ all, labelled }: NamespacePods, pod: PodRecord): void {
  all.push(pod);
  for (const [name, value] of pod.labels) {
    const byValue = labelled.get(name);
    if (byValue === undefined) continue;
    const known = byValue.get(value);
    if (known === undefined) byValue.set(value, [pod]);
    else known.push(pod);
  }
}

/** Those with the rarest of the labels. */
function rarest(
  wanted: readonly (readonly [string, string])[],
  { all, labelled }: NamespacePods,
): readonly PodRecord[] {
  const lists = wanted.map(([name, value]) => labelled.get(name)?.get(value) ?? []);
  return lists.reduce((least, list) => (list.length < least.length ? list : least), all);
}
