import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { type Manifest, titleOf } from '../manifest/manifest.ts';
import { dialects } from './engines.ts';

/**
 * Policies of another language, which have no effect under this engine: a warning for each kind, at its first object.
 * Said always: whoever adds such a policy believes that it does something.
 */
export function unreadKinds(dialect: Dialect, manifests: readonly Manifest[]): readonly Diagnostic[] {
  // An engine that reads nothing says so itself.
  if (dialect.kinds('').length === 0) return [];
  const groups = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    if (dialect.reads(manifest.apiVersion, manifest.kind) || readers(manifest).length === 0) continue;
    const key = `${manifest.apiVersion} ${manifest.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), manifest]);
  }
  return [...groups.values()].map((objects) => notRead(dialect, objects));
}

function readers({ apiVersion, kind }: Manifest): readonly Dialect[] {
  return dialects.filter((dialect) => dialect.reads(apiVersion, kind));
}

function notRead(dialect: Dialect, objects: readonly Manifest[]): Diagnostic {
  const [first] = objects;
  const [reader] = readers(first);
  const what =
    objects.length === 1 ? `${titleOf(first)} has` : `${objects.length} ${first.kind} objects have`;
  return {
    severity: 'warning',
    code: 'kind-not-read',
    message: `${what} no effect: ${dialect.name} does not read ${first.apiVersion}`,
    hint: `--engine ${reader.name} reads it.`,
    ...first.source([]).locate(),
  };
}
