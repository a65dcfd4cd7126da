import type { Source } from '../diagnostics/source.ts';
import type { IpAddress } from '../net/address.ts';
import type {
  CiliumEndpointRecord,
  DnsFact,
  EndpointsRecord,
  NamespaceRecord,
  NodeRecord,
  PodRecord,
  ServiceAccountRecord,
  ServiceRecord,
  WorkloadRecord,
} from './record.ts';
import type { Report } from './report.ts';

interface Named {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly source: Source;
}

/** Cluster, namespace and name as one key; none of them may hold a NUL. */
export function nameKey(cluster: string, namespace: string, name: string): string {
  return `${cluster}\0${namespace}\0${name}`;
}

/** Objects of one kind by name; of two that bear one name the first stays. */
export class RecordTable<T extends Named> {
  readonly #kind: string;
  readonly #report: Report;
  readonly #byName = new Map<string, T>();

  constructor(kind: string, report: Report) {
    this.#kind = kind;
    this.#report = report;
  }

  add(record: T): void {
    const key = nameKey(record.cluster, record.namespace, record.name);
    const first = this.#byName.get(key);
    if (first === undefined) this.#byName.set(key, record);
    else this.#duplicate(record, first);
  }

  get(cluster: string, namespace: string, name: string): T | undefined {
    return this.#byName.get(nameKey(cluster, namespace, name));
  }

  get size(): number {
    return this.#byName.size;
  }

  all(): Iterable<T> {
    return this.#byName.values();
  }

  #duplicate({ namespace, name, source }: T, first: T): void {
    const { file, line } = first.source.locate();
    const full = namespace === '' ? name : `${namespace}/${name}`;
    const message = `${this.#kind} ${full} is defined twice; the first is at ${file}:${line} and stays`;
    this.#report.error('duplicate-object', message, source, 'Remove one of the two.');
  }
}

/** All that the inputs say. */
export class Records {
  readonly report: Report;
  readonly namespaces: RecordTable<NamespaceRecord>;
  readonly serviceAccounts: RecordTable<ServiceAccountRecord>;
  readonly pods: RecordTable<PodRecord>;
  readonly ciliumEndpoints: RecordTable<CiliumEndpointRecord>;
  readonly nodes: RecordTable<NodeRecord>;
  readonly services: RecordTable<ServiceRecord>;
  /** Keys of services that are left out, to which objects may refer. */
  readonly externalNames = new Set<string>();
  readonly endpoints: EndpointsRecord[] = [];
  /** Keys of all workloads, to which those that they make refer. */
  readonly workloads = new Set<string>();
  readonly leftOutWorkloads: WorkloadRecord[] = [];
  readonly kubeApiservers: IpAddress[] = [];
  readonly dns: DnsFact[] = [];

  constructor(report: Report) {
    this.report = report;
    this.namespaces = new RecordTable('Namespace', report);
    this.serviceAccounts = new RecordTable('ServiceAccount', report);
    this.pods = new RecordTable('Pod', report);
    this.ciliumEndpoints = new RecordTable('CiliumEndpoint', report);
    this.nodes = new RecordTable('Node', report);
    this.services = new RecordTable('Service', report);
  }
}
