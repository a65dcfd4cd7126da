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
}

/** Policies come from the manifests alone; what else policies refer to may also be in the cluster dump. */
export function readObjects(
  manifests: readonly Manifest[],
  resources: readonly Manifest[],
): { readonly objects: CalicoObjects; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const all = [...manifests, ...resources.filter((resource) => !manifests.includes(resource))];
  const read = <Spec>(kinds: BothGroups<Spec>, from: readonly Manifest[]): Objects<Spec> => {
    const found = readBoth(kinds, from);
    diagnostics.push(...found.diagnostics);
    return found.objects;
  };
  const objects = {
    policies: [...read(networkPolicy, manifests), ...read(globalNetworkPolicy, manifests)],
    staged: [...read(stagedNetworkPolicy, manifests), ...read(stagedGlobalNetworkPolicy, manifests)],
    tiers: read(tier, all),
    hostEndpoints: read(hostEndpoint, all),
    networkSets: [...read(networkSet, all), ...read(globalNetworkSet, all)],
    profiles: read(profile, all),
  };
  return { objects, diagnostics };
}

/** A dump of a cluster may show an object in both groups: it is one object. */
function readBoth<Spec>(kinds: BothGroups<Spec>, manifests: readonly Manifest[]) {
  const objects = new Map<string, PolicyObject<Spec>>();
  const diagnostics: Diagnostic[] = [];
  for (const kind of kinds) {
    const read = readKind(kind, manifests);
    diagnostics.push(...read.diagnostics);
    for (const object of read.objects) {
      const key = `${object.namespace}/${object.name}`;
      if (!objects.has(key)) objects.set(key, object);
      else diagnostics.push(...diagnose(object.manifest, [shownTwice(kind.group)]));
    }
  }
  return { objects: [...objects.values()], diagnostics };
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
