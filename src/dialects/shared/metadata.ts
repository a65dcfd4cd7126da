import type { Manifest } from '../../manifest/manifest.ts';
import { dnsLabel, dnsSubdomain, type TextCheck } from '../../manifest/names.ts';
import { didYouMean } from '../../manifest/suggest.ts';
import { invalid } from './schema.ts';
import { labelMapRule } from './selector.ts';
import { typeHint, typeName } from './translate.ts';
import { isObject, shown, type Violation } from './violation.ts';

/** Fields of ObjectMeta; the last two are in old dumps only. */
const known: ReadonlySet<string> = new Set([
  ...['name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp'],
  ...['deletionTimestamp', 'deletionGracePeriodSeconds', 'labels', 'annotations', 'ownerReferences'],
  ...['finalizers', 'managedFields', 'selfLink', 'clusterName'],
]);

/** A mistyped `namespace` would put a policy where it protects nobody. */
function unknownFields(metadata: Readonly<Record<string, unknown>>): readonly Violation[] {
  return Object.keys(metadata)
    .filter((key) => !known.has(key))
    .map((key) => {
      const hint = didYouMean(key, [...known]);
      const message = 'unknown field';
      return { path: ['metadata', key], code: 'unknown-field', message, ...(hint !== undefined && { hint }) };
    });
}

/** Name, namespace, labels, and that there are no other fields than ObjectMeta's. */
export function checkMetadata(manifest: Manifest, namespaced: boolean): readonly Violation[] {
  const metadata = manifest.value.metadata;
  if (metadata !== undefined && !isObject(metadata)) {
    const message = `Invalid value: must be of type object, is ${typeName(metadata)}`;
    return [{ path: ['metadata'], code: 'wrong-type', message }];
  }
  const { name, namespace, labels } = metadata ?? {};
  const found = [...unknownFields(metadata ?? {}), ...checkName('name', name, dnsSubdomain, true)];
  if (namespaced) found.push(...checkName('namespace', namespace, dnsLabel, false));
  else if (typeof namespace === 'string' && namespace !== '') found.push(ignoredNamespace(manifest));
  labelMapRule(labels, (violation) =>
    found.push({ ...violation, path: ['metadata', 'labels', ...violation.path] }),
  );
  return found;
}

function checkName(field: string, value: unknown, check: TextCheck, required: boolean): readonly Violation[] {
  const path = ['metadata', field];
  if (value === undefined || value === null || value === '') {
    const message = `Required value: "${field}" must be set`;
    return required ? [{ path, code: 'missing-field', message }] : [];
  }
  if (typeof value !== 'string') {
    const message = `Invalid value: ${shown(value)}: must be of type string, is ${typeName(value)}`;
    const hint = typeHint('string', value);
    return [{ path, code: 'wrong-type', message, ...(hint === undefined ? {} : { hint }) }];
  }
  const wrong = check(value);
  return wrong === undefined ? [] : [invalid(path, `invalid-${field}`, value, wrong)];
}

function ignoredNamespace(manifest: Manifest): Violation {
  return {
    path: ['metadata', 'namespace'],
    code: 'namespace-ignored',
    message: `${manifest.kind} is cluster-scoped: its namespace is ignored`,
    severity: 'warning',
  };
}
