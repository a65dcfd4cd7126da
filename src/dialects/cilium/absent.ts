import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { groupVersion } from '../../manifest/known-kind.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { diagnose } from '../shared/read.ts';
import type { CiliumObjects } from './read.ts';
import type { Reading } from './reading.ts';
import { cidrGroup, policyKinds } from './schema/kinds.ts';

/**
 * For each object that is refused, what holds in its place. Neither the API server nor the agent takes part of an
 * object, and a refused update leaves the earlier object as it was (cilium/cilium pkg/policy/k8s).
 */
export function reportAbsent(
  manifests: readonly Manifest[],
  { policies, groups }: CiliumObjects,
  reading: Reading,
): readonly Diagnostic[] {
  const inForce = new Set([...policies, ...groups].map(({ manifest }) => identity(manifest)));
  return manifests.flatMap((manifest) => {
    const consequence = consequenceOf(manifest, reading);
    if (consequence === undefined || inForce.has(identity(manifest))) return [];
    const message = `${manifest.kind} ${manifest.name} is refused: ${consequence}`;
    return diagnose(manifest, [{ path: [], code: 'not-in-force', message, severity: 'info' }]);
  });
}

/** Of two objects of one name the first is in force, so that the name is not absent. */
function identity({ kind, namespace, name }: Manifest): string {
  return JSON.stringify([kind, kind === 'CiliumNetworkPolicy' ? namespace || 'default' : '', name]);
}

/** An unknown version of a kind is refused as well, so that only group and kind count. */
function consequenceOf({ apiVersion, kind }: Manifest, reading: Reading): string | undefined {
  if (groupVersion(apiVersion).group !== cidrGroup.group) return undefined;
  // A reference to a group is a label that no prefix has as long as the group is not there.
  if (kind === cidrGroup.kind) {
    return 'rules that name it match no address, so that their denials deny nothing, but their policies isolate all the same';
  }
  if (!policyKinds(reading).some((policy) => policy.kind === kind)) return undefined;
  return `none of its rules is in force, its valid ones and its denials too, and ${isolationWithout(reading)}`;
}

function isolationWithout({ options }: Reading): string {
  switch (options.policyEnforcementMode) {
    case 'always':
      return 'whom it selects stays isolated, as every endpoint is';
    case 'never':
      return 'no other policy is either';
    default:
      return 'whom it selects is open unless another policy isolates it';
  }
}
