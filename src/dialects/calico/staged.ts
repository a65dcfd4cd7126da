import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { PolicyObject } from '../shared/kind.ts';
import { diagnose } from '../shared/read.ts';
import type { StagedAction } from './types.ts';

interface MayBeStaged {
  readonly stagedAction?: StagedAction;
}

type Objects<Spec> = readonly PolicyObject<Spec>[];

/**
 * The policies as they would be with everything staged enforced. Beyond what Calico itself previews, `Delete` takes
 * the policy away, and a staged form takes the place of the policy that it edits; Learn and Ignore change nothing.
 */
export function withStaged<Spec>(
  enforced: Objects<Spec>,
  staged: Objects<Spec & MayBeStaged>,
): { readonly objects: Objects<Spec>; readonly diagnostics: readonly Diagnostic[] } {
  const objects = new Map(enforced.map((object) => [keyOf(object), object]));
  const diagnostics: Diagnostic[] = [];
  for (const object of staged) {
    const key = keyOf(object);
    const { stagedAction = 'Set' } = object.spec;
    if (stagedAction === 'Set') objects.set(key, object);
    if (stagedAction === 'Delete' && !objects.delete(key)) diagnostics.push(...nothingToDelete(object));
  }
  return { objects: [...objects.values()], diagnostics };
}

/** The kind without its `Staged`; that of Kubernetes is spelled out in the staged form. */
export function enforcedKind(kind: string): string {
  return kind === 'StagedKubernetesNetworkPolicy' ? 'NetworkPolicy' : kind.replace(/^Staged/, '');
}

function keyOf({ kind, namespace, name }: PolicyObject<unknown>): string {
  return `${enforcedKind(kind)}/${namespace}/${name}`;
}

function nothingToDelete({ manifest, kind, name }: PolicyObject<unknown>): readonly Diagnostic[] {
  const message = `there is no ${enforcedKind(kind)} ${name} that this could delete`;
  const path = ['metadata', 'name'];
  return diagnose(manifest, [{ path, code: 'staged-nothing-to-delete', message, severity: 'warning' }]);
}
