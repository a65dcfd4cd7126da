/**
 * The name of a pod template among pods: `web[Deployment]`. Workloads of two kinds may bear one name, and a pod
 * may bear it as well.
 */
export function templateName(workload: string, kind: string): string {
  return `${workload}[${kind}]`;
}

/** `web` for `web[Deployment]`; the name itself for a pod or node, whose names hold no bracket. */
export function workloadName(name: string): string {
  return name.endsWith(']') ? name.slice(0, name.lastIndexOf('[')) : name;
}
