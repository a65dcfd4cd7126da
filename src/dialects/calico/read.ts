import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { PolicyObject } from '../shared/kind.ts';
import { diagnose, readKind } from '../shared/read.ts';
import {
  type BothGroups,
  globalNetworkPolicy,
  globalNetworkSet,
  hostEndpoint,
  networkPolicy,
  networkSet,
  profile,
  stagedGlobalNetworkPolicy,
  stagedNetworkPolicy,
  tier,
} from './schema/kinds.ts';
import type { HostEndpointSpec, NetworkSetSpec, PolicySpec, ProfileSpec, TierSpec } from './types.ts';

type Objects<Spec> = readonly PolicyObject<Spec>[];

/** All valid objects of Calico's own kinds. */
export interface CalicoObjects {
  readonly policies: Objects<PolicySpec>;
  readonly staged: Objects<PolicySpec>;
  readonly tiers: Objects<TierSpec>;
  readonly hostEndpoints: Objects<HostEndpointSpec>;
  /** Of both kinds; those of a GlobalNetworkSet have no namespace. */
  readonly networkSets: Objects<NetworkSetSpec>;
  readonly profiles: Objects<ProfileSpec>;
  /** In force by their like of the other group. */
  readonly shownTwice: readonly Manifest[];
}

/** Policies come from the manifests alone; what else policies refer to may also be in the cluster dump. */
export function readObjects(
  manifests: readonly Manifest[],
  resources: readonly Manifest[],
): { readonly objects: CalicoObjects; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const twice: Manifest[] = [];
  const all = [...manifests, ...onlyInDump(resources, manifests)];
  const read = <Spec>(kinds: BothGroups<Spec>, from: readonly Manifest[]): Objects<Spec> => {
    const found = readBoth(kinds, from);
    for (const one of found.diagnostics) diagnostics.push(one);
    for (const one of found.shownTwice) twice.push(one);
    return found.objects;
  };
  const objects = {
    policies: [...read(networkPolicy, manifests), ...read(globalNetworkPolicy, manifests)],
    staged: [...read(stagedNetworkPolicy, manifests), ...read(stagedGlobalNetworkPolicy, manifests)],
    tiers: read(tier, all),
    hostEndpoints: read(hostEndpoint, all),
    networkSets: [...read(networkSet, all), ...read(globalNetworkSet, all)],
    profiles: read(profile, all),
    shownTwice: twice,
  };
  return { objects, diagnostics };
}

/** Objects of the dump that are not among the policies by being the same input. */
export function onlyInDump(
  resources: readonly Manifest[],
  manifests: readonly Manifest[],
): readonly Manifest[] {
  const written = new Set(manifests);
  return resources.filter((resource) => !written.has(resource));
}

/** A dump of a cluster may show an object in both groups: it is one object. */
function readBoth<Spec>(kinds: BothGroups<Spec>, manifests: readonly Manifest[]) {
  const objects = new Map<string, PolicyObject<Spec>>();
  const diagnostics: Diagnostic[] = [];
  const twice: Manifest[] = [];
  for (const kind of kinds) {
    const read = readKind(kind, manifests);
    for (const one of read.diagnostics) diagnostics.push(one);
    for (const object of read.objects) {
      const key = `${object.namespace}/${object.name}`;
      if (!objects.has(key)) {
        objects.set(key, object);
        continue;
      }
      twice.push(object.manifest);
      diagnostics.push(...diagnose(object.manifest, [shownTwice(kind.group)]));
    }
  }
  return { objects: [...objects.values()], shownTwice: twice, diagnostics };
}

function shownTwice(group: string) {
  return {
    path: ['apiVersion'],
    code: 'object-in-both-groups',
    message: `the object is there in projectcalico.org too, which is read; this one of ${group} is not`,
    severity: 'info' as const,
  };
}

/** Labels of the object itself. */
export function labelsOf({ manifest }: PolicyObject<unknown>): ReadonlyMap<string, string> {
  const { metadata } = manifest.value as { metadata?: { labels?: Record<string, string> | null } };
  return new Map(Object.entries(metadata?.labels ?? {}));
}
