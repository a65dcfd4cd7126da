import { compareDiagnostics, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { formatPath } from '../../diagnostics/source.ts';
import { apiVersionOf, groupVersion, isOfKind } from '../../manifest/known-kind.ts';
import type { JsonObject, Manifest } from '../../manifest/manifest.ts';
import { isStored } from '../../manifest/value.ts';
import type { Kind, PolicyObject } from './kind.ts';
import { type LoweringMemory, recall } from './memory.ts';
import { checkMetadata } from './metadata.ts';
import { withoutNulls } from './nulls.ts';
import { uselessSelector, withoutUseless } from './selector.ts';
import { validate } from './validate.ts';
import type { Violation } from './violation.ts';

export interface ReadObjects<Spec> {
  /** The valid ones, in the order of the files. */
  readonly objects: readonly PolicyObject<Spec>[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Beyond this an object is plainly not what its kind says, and more lines help nobody. */
const mostErrors = 20;

/** All objects of one kind: checked as an API server would, duplicates refused. */
export function readKind<Spec>(
  kind: Kind<Spec>,
  manifests: readonly Manifest[],
  memory?: LoweringMemory,
): ReadObjects<Spec> {
  const objects = new Map<string, PolicyObject<Spec>>();
  const diagnostics: Diagnostic[] = [];
  for (const manifest of manifests) {
    if (!isOfKind(kind, manifest.apiVersion, manifest.kind)) continue;
    const { object, violations } = recall(memory, manifest, `as ${kind.kind}`, () =>
      readObject(kind, manifest),
    );
    diagnostics.push(...diagnose(manifest, violations));
    if (object === undefined) continue;
    const key = `${object.namespace}/${object.name}`;
    const first = objects.get(key);
    if (first === undefined) objects.set(key, object);
    else diagnostics.push(...diagnose(manifest, [duplicate(object, first.manifest)]));
  }
  return { objects: [...objects.values()], diagnostics };
}

interface Read<Spec> {
  readonly object: PolicyObject<Spec> | undefined;
  readonly violations: readonly Violation[];
}

function readObject<Spec>(kind: Kind<Spec>, manifest: Manifest): Read<Spec> {
  const { group, version } = groupVersion(manifest.apiVersion);
  if (group !== kind.group || !kind.versions.includes(version)) {
    return { object: undefined, violations: [unsupportedVersion(kind, manifest)] };
  }
  const value = withoutNulls(manifest.value, kind.nulls) as JsonObject;
  const metadata = checkMetadata(manifest, kind.namespaced);
  const stored = isStored(manifest);
  const violations = [...metadata, ...validate(kind.schema, value)].map((violation) =>
    stored ? tolerate(violation) : violation,
  );
  if (violations.some(isFault)) return { object: undefined, violations };
  const isUseless = violations.some(({ toleratedWhenStored }) => toleratedWhenStored === uselessSelector);
  const object = {
    manifest,
    kind: kind.kind,
    namespace: kind.namespaced ? manifest.namespace || 'default' : '',
    name: manifest.name,
    spec: (isUseless ? withoutUseless(value.spec ?? {}) : (value.spec ?? {})) as Spec,
  };
  if (!kind.namespaced || manifest.namespace !== '') return { object, violations };
  return { object, violations: [...violations, defaultNamespace] };
}

function tolerate(violation: Violation): Violation {
  const { message, toleratedWhenStored: tolerance } = violation;
  if (tolerance === undefined || tolerance === false) return violation;
  const text = typeof tolerance === 'string' ? `${message}; ${tolerance}` : message;
  return { ...violation, message: text, severity: 'warning' };
}

function isFault(violation: Violation): boolean {
  return violation.severity !== 'warning' && violation.severity !== 'info';
}

const defaultNamespace: Violation = {
  path: ['metadata'],
  code: 'namespace-defaulted',
  message: 'metadata.namespace is not set: read as "default", where kubectl would put it',
  severity: 'info',
};

function unsupportedVersion(kind: Kind<unknown>, { apiVersion }: Manifest): Violation {
  return {
    path: ['apiVersion'],
    code: 'unsupported-version',
    message: `${kind.kind} of ${apiVersion} is not known`,
    hint: `Known: ${kind.versions.map((version) => apiVersionOf(kind, version)).join(', ')}`,
  };
}

function duplicate(object: PolicyObject<unknown>, first: Manifest): Violation {
  const { file, line } = first.source([]).locate();
  const name = object.namespace === '' ? object.name : `${object.namespace}/${object.name}`;
  return {
    path: ['metadata', 'name'],
    code: 'duplicate-object',
    message: `${object.kind} ${name} is defined twice; the first is at ${file}:${line} and stays in force`,
    hint: 'Remove one of the two: a cluster can hold only one object of this kind and name.',
  };
}

/** Violations with the places of their fields. */
export function diagnose(manifest: Manifest, violations: readonly Violation[]): readonly Diagnostic[] {
  const all = violations.map((violation) => toDiagnostic(manifest, violation)).sort(compareDiagnostics);
  const told = all.slice(0, mostErrors);
  const more = all.length - told.length;
  if (more <= 0) return told;
  const message = `${more} more problems in this object are not shown`;
  return [...told, toDiagnostic(manifest, { path: [], code: 'more-problems', message, severity: 'info' })];
}

function toDiagnostic(manifest: Manifest, violation: Violation): Diagnostic {
  const { path, code, message, hint, severity = 'error' } = violation;
  const place = { ...manifest.source(path).locate(), path: formatPath(path) };
  return { severity, code, message, ...place, ...(hint === undefined ? {} : { hint }) };
}
