import type { Manifest } from '../../manifest/manifest.ts';
import { dnsLabel, dnsSubdomain } from '../../manifest/names.ts';
import { isStored } from '../../manifest/value.ts';
import { endpointsNames, type FieldNames, metadataNames, objectNames, sliceNames } from '../field-names.ts';
import { Fields } from '../fields.ts';
import type { Records } from '../records.ts';
import { Report } from '../report.ts';
import { readCiliumEndpoint } from './cilium-endpoint.ts';
import { readEndpointSlice, readEndpoints } from './endpoints.ts';
import type { ObjectInput } from './input.ts';
import { NearKinds } from './near-kind.ts';
import { readNamespace, readNode, readServiceAccount } from './node.ts';
import { readPod } from './pod.ts';
import { readService } from './service.ts';
import { leaveOutWorkload, readWorkload, workloadKey, workloadKinds } from './workload.ts';

export interface ObjectOptions {
  readonly cluster: string;
  /** Count the pod templates of workloads as pods. */
  readonly workloads: boolean;
}

const readers: Readonly<Record<string, (input: ObjectInput) => void>> = {
  'v1/Namespace': readNamespace,
  'v1/Node': readNode,
  'v1/ServiceAccount': readServiceAccount,
  'v1/Pod': readPod,
  'v1/Service': readService,
  'v1/Endpoints': readEndpoints,
  'discovery.k8s.io/v1/EndpointSlice': readEndpointSlice,
  'cilium.io/v2/CiliumEndpoint': readCiliumEndpoint,
};

/** Kinds that have neither spec nor status. */
const topLevel: Readonly<Record<string, FieldNames>> = {
  EndpointSlice: sliceNames,
  Endpoints: endpointsNames,
};

/** Policies say nothing about who is who, and may stand in the same files. */
const policyGroups =
  /^(?:networking\.k8s\.io|policy\.networking\.k8s\.io|cilium\.io|(?:crd\.)?projectcalico\.org|crd\.antrea\.io|tierwall\.dev)\//;
const policyKinds = /(?:Policy|PolicyTest|CIDRGroup|NetworkSet|Tier|Group)$/;

/** Reads the objects that say who is who; counts the others by kind. */
export function readObjects(records: Records, manifests: readonly Manifest[], options: ObjectOptions): void {
  const unused = new Map<string, number>();
  noteWorkloads(records, manifests, options.cluster);
  const near = new NearKinds([...Object.keys(readers), ...workloadKinds]);
  for (const manifest of manifests) {
    const kind = `${manifest.apiVersion}/${manifest.kind}`;
    if (workloadKinds.has(kind) && !options.workloads) {
      leaveOut(records, manifest, options.cluster);
      continue;
    }
    const reader = readerOf(kind);
    const slip = reader === undefined ? near.slip(kind, manifest) : undefined;
    if (reader !== undefined) readNamed(records, manifest, options.cluster, reader);
    else if (slip !== undefined) slip(records.report, manifest);
    else if (!isPolicy(manifest)) unused.set(kind, (unused.get(kind) ?? 0) + 1);
  }
  reportUnused(records, unused);
}

/** Before any is read: they may stand behind what they own. */
function noteWorkloads(records: Records, manifests: readonly Manifest[], cluster: string): void {
  for (const { apiVersion, kind, namespace, name } of manifests) {
    const full = `${apiVersion}/${kind}`;
    if (workloadKinds.has(full)) records.workloads.add(workloadKey(cluster, full, namespace, name));
  }
}

function readerOf(kind: string) {
  if (Object.hasOwn(readers, kind)) return readers[kind];
  return workloadKinds.has(kind) ? readWorkload : undefined;
}

function isPolicy({ apiVersion, kind }: Manifest): boolean {
  return policyGroups.test(`${apiVersion}/`) && policyKinds.test(kind);
}

/** Nothing is said of what it holds, as it does not count. */
function leaveOut(records: Records, manifest: Manifest, cluster: string): void {
  const { source, value, kind } = manifest;
  const fields = new Fields(new Report(), source, [], value);
  const metadata = fields.child('metadata');
  leaveOutWorkload({ records, cluster, kind, fields, metadata, name: workloadNameOf(metadata) });
}

/** Jobs are often made with a `generateName`. */
function workloadNameOf(metadata: Fields): string {
  return metadata.text('name') || metadata.text('generateName');
}

function readNamed(
  records: Records,
  manifest: Manifest,
  cluster: string,
  read: (input: ObjectInput) => void,
): void {
  const { source, value } = manifest;
  const fields = new Fields(records.report, source, [], value, isStored(manifest));
  const metadata = fields.child('metadata');
  fields.nearMisses(topLevel[manifest.kind] ?? objectNames);
  metadata.nearMisses(metadataNames);
  const check = manifest.kind === 'Namespace' ? dnsLabel : dnsSubdomain;
  const name =
    read === readWorkload && !metadata.has('name')
      ? workloadNameOf(metadata)
      : metadata.formed('name', check, 'invalid-name');
  if (name !== '') read({ records, cluster, kind: manifest.kind, fields, metadata, name });
  else records.report.error('missing-name', `${manifest.kind} without metadata.name`, metadata.source());
}

function reportUnused({ report }: Records, unused: ReadonlyMap<string, number>): void {
  for (const [kind, count] of [...unused].sort()) {
    const slash = kind.lastIndexOf('/');
    const text = `${count} of kind ${kind.slice(slash + 1)} (${kind.slice(0, slash)}) say nothing about who is who`;
    report.note('info', 'kind-not-used', text);
  }
}
