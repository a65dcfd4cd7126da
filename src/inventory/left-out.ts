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
  const pods = podsByLabel(records);
  const peopled = new Set([...records.pods.all()].map(({ cluster }) => cluster));
  return leftOutWorkloads.filter(
    (workload) => !(workload.mayHaveNone && peopled.has(workload.cluster)) && !hasPod(workload, pods),
  );
}

type PodsByLabel = ReadonlyMap<string, readonly PodRecord[]>;

/** Pods under each of the labels that workloads ask for, so that a workload need not look at all pods. */
function podsByLabel(records: Records): PodsByLabel {
  const lists = new Map<string, PodRecord[]>();
  for (const workload of records.leftOutWorkloads) for (const key of keysOf(workload)) lists.set(key, []);
  for (const pod of records.pods.all()) {
    const { cluster, namespace, labels } = pod;
    lists.get(nameKey(cluster, namespace, ''))?.push(pod);
    for (const label of labels) lists.get(labelKey(cluster, namespace, label))?.push(pod);
  }
  return lists;
}

function hasPod(workload: WorkloadRecord, pods: PodsByLabel): boolean {
  const [rarest] = keysOf(workload)
    .map((key) => pods.get(key) ?? [])
    .sort((a, b) => a.length - b.length);
  const wanted = [...workload.podLabels];
  return rarest.some(({ labels }) => wanted.every(([key, value]) => labels.get(key) === value));
}

/** One for each of its labels; without any, all pods of the namespace are meant. */
function keysOf({ cluster, namespace, podLabels }: WorkloadRecord): string[] {
  if (podLabels.size === 0) return [nameKey(cluster, namespace, '')];
  return [...podLabels].map((label) => labelKey(cluster, namespace, label));
}

function labelKey(cluster: string, namespace: string, [key, value]: readonly [string, string]): string {
  return nameKey(cluster, namespace, `${key}=${value}`);
}
