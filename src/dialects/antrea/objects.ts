import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { FieldPath } from '../../diagnostics/source.ts';
import { isOfKind } from '../../manifest/known-kind.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { Kind, PolicyObject } from '../shared/kind.ts';
import { diagnose, type ReadObjects, readKind } from '../shared/read.ts';
import type { Violation } from '../shared/violation.ts';

/** Objects of a kind from the policies and from the cluster dump, where the policies do not hold them anyway. */
export function readFacts<Spec>(
  kind: Kind<Spec>,
  manifests: readonly Manifest[],
  resources: readonly Manifest[],
): ReadObjects<Spec> {
  const ofKind = (list: readonly Manifest[]) =>
    list.filter((manifest) => isOfKind(kind, manifest.apiVersion, manifest.kind));
  const written = ofKind(manifests);
  const names = new Set(written.map(({ namespace, name }) => `${namespace}/${name}`));
  const further = ofKind(resources).filter(({ namespace, name }) => !names.has(`${namespace}/${name}`));
  return readKind(kind, [...written, ...further]);
}

/** Something about one object that only others, or the options, make wrong. */
export function finding(
  { manifest }: PolicyObject<unknown>,
  severity: 'error' | 'warning' | 'info',
  code: string,
  path: FieldPath,
  message: string,
  hint?: string,
): readonly Diagnostic[] {
  const violation: Violation = { path, code, message, severity, ...(hint === undefined ? {} : { hint }) };
  return diagnose(manifest, [violation]);
}
