import type { PodRecord, WorkloadRecord } from './record.ts';
import { nameKey, type Records } from './records.ts';

/**
 * Workloads of which the inventory holds no pod: policies for them would be judged for nobody. In a dump of a cluster the
 * pods stand beside their workloads, and there is nothing to say.
 */
export function reportLeftOut(records: Records): void {
  const missed = withoutPods(records);
  const first = missed.at(0);
  if (first === undefined) return;
  const name = `the ${first.kind} ${first.namespace}/${first.name}`;
  const message =
    missed.length === 1
      ? `${name} has no pod here, and its pod template is not counted`
      : `${missed.length} workloads have no pod here, as ${name}, and their pod templates are not counted`;
  const hint = 'Count pod templates as pods by --workloads.';
  records.report.warn('workloads-not-counted', message, first.source, hint);
}

function withoutPods(records: Records): readonly WorkloadRecord[] {
  const { leftOutWorkloads } = records;
  if (leftOutWorkloads.length === 0) return [];
  const pods = podsByNamespace(records);
  const peopled = new Set([...records.pods.all()].map(({ cluster }) => cluster));
  // Identities hold only the labels that Cilium is told to look at, so nobody knows whose such a pod is.
  const unsure = new Set(
    [...records.ciliumEndpoints.all()].map(({ cluster, namespace }) => nameKey(cluster, namespace, '')),
  );
  const known = new Map<string, boolean>();
  return leftOutWorkloads.filter((workload) => {
    const place = nameKey(workload.cluster, workload.namespace, '');
    const near = pods.get(place);
    if (unsure.has(place) || (workload.mayHaveNone && peopled.has(workload.cluster))) return false;
    if (near === undefined) return true;
    // Thousands of workloads may ask for the same labels.
    const key = `${place} ${JSON.stringify([...workload.podLabels].sort())}`;
    const has = known.get(key) ?? hasPod(workload, near);
    known.set(key, has);
    return !has;
  });
}

/** Pods of a namespace, and those under each of the labels that its workloads ask for. */
interface NamespacePods {
  readonly all: PodRecord[];
  /** By key, then by value. */
  readonly labelled: Map<string, Map<string, PodRecord[]>>;
}

/** Of the namespaces that have workloads, so that a workload need not look at all pods. */
function podsByNamespace(records: Records): ReadonlyMap<string, NamespacePods> {
  const table = new Map<string, NamespacePods>();
  for (const { cluster, namespace, podLabels } of records.leftOutWorkloads) {
    const key = nameKey(cluster, namespace, '');
    const pods = table.get(key) ?? { all: [], labelled: new Map() };
    table.set(key, pods);
    for (const name of podLabels.keys()) if (!pods.labelled.has(name)) pods.labelled.set(name, new Map());
  }
  for (const pod of records.pods.all()) {
    const pods = table.get(nameKey(pod.cluster, pod.namespace, ''));
    if (pods !== undefined) addPod(pods, pod);
  }
  return table;
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

/** Looks through those with the rarest of its labels. */
function hasPod({ podLabels }: WorkloadRecord, { all, labelled }: NamespacePods): boolean {
  const wanted = [...podLabels];
  const lists = wanted.map(([name, value]) => labelled.get(name)?.get(value) ?? []);
  const [rarest] = [all, ...lists].sort((a, b) => a.length - b.length);
  return rarest.some(({ labels }) => wanted.every(([name, value]) => labels.get(name) === value));
}
