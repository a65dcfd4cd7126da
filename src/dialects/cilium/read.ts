import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isOfKind } from '../../manifest/known-kind.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { PolicyObject } from '../shared/kind.ts';
import { compareText } from '../shared/lowered.ts';
import { readKind } from '../shared/read.ts';
import type { CidrGroup, CiliumRule } from './api.ts';
import type { Reading } from './reading.ts';
import { cidrGroup, policyKinds } from './schema/kinds.ts';

export interface CiliumObjects {
  /** By kind, namespace and name: their order has no meaning. */
  readonly policies: readonly PolicyObject<CiliumRule>[];
  readonly groups: readonly PolicyObject<CidrGroup>[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The valid objects of cilium.io; one bad rule rejects its whole object. Groups may stand in the cluster dump too. */
export function readCilium(
  manifests: readonly Manifest[],
  resources: readonly Manifest[],
  reading: Reading,
): CiliumObjects {
  const read = policyKinds(reading).map((kind) => readKind(kind, manifests));
  const groups = readKind(cidrGroup, [...manifests, ...onlyThere(resources, manifests)]);
  const policies = read.flatMap(({ objects }) => [...objects].sort(byName));
  const diagnostics = [...read, groups].flatMap((result) => result.diagnostics);
  return { policies, groups: groups.objects, diagnostics };
}

/** An object of the policies' files stands over the one of its name in the dump. */
function onlyThere(resources: readonly Manifest[], manifests: readonly Manifest[]): readonly Manifest[] {
  const given = new Set(manifests.filter(isGroup).map(({ name }) => name));
  return resources.filter((resource) => isGroup(resource) && !given.has(resource.name));
}

function isGroup({ apiVersion, kind }: Manifest): boolean {
  return isOfKind(cidrGroup, apiVersion, kind);
}

function byName(a: PolicyObject<unknown>, b: PolicyObject<unknown>): number {
  return compareText(a.namespace, b.namespace) || compareText(a.name, b.name);
}
