import { LabelledPods } from './labelled-pods.ts';
import type { WorkloadRecord } from './record.ts';
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
  const pods = new LabelledPods(leftOutWorkloads.map(askingOf), records.pods.all());
  const peopled = new Set([...records.pods.all()].map(({ cluster }) => cluster));
  // Identities hold only the labels that Cilium is told to look at, so nobody knows whose such a pod is.
  const unsure = new Set(
    [...records.ciliumEndpoints.all()].map(({ cluster, namespace }) => nameKey(cluster, namespace, '')),
  );
  const known = new Map<string, boolean>();
  return leftOutWorkloads.filter((workload) => {
    const place = nameKey(workload.cluster, workload.namespace, '');
    if (unsure.has(place) || (workload.mayHaveNone && peopled.has(workload.cluster))) return false;
    // Thousands of workloads may ask for the same labels.
    const key = `${place} ${JSON.stringify([...workload.podLabels].sort())}`;
    const has = known.get(key) ?? hasPod(workload, pods);
    known.set(key, has);
    return !has;
  });
}

function hasPod(workload: WorkloadRecord, pods: LabelledPods): boolean {
  for (const _ of pods.with(askingOf(workload))) return true;
  return false;
}

function askingOf({ cluster, namespace, podLabels }: WorkloadRecord) {
  return { cluster, namespace, labels: podLabels };
}
