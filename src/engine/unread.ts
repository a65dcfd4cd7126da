import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { apiVersionOf } from '../manifest/known-kind.ts';
import { type Manifest, titleOf } from '../manifest/manifest.ts';
import { dialects } from './engines.ts';
import { meantBy } from './misspelt.ts';

/**
 * Policies that have no effect under this engine, of another language or of none that is known here: a warning for each
 * kind, at its first object. Said always: whoever adds such a policy believes that it does something.
 */
export function unreadKinds(dialect: Dialect, manifests: readonly Manifest[]): readonly Diagnostic[] {
  // An engine that reads nothing says so itself.
  if (dialect.kinds('').length === 0) return [];
  const groups = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const { apiVersion, kind } = manifest;
    if (dialect.reads(apiVersion, kind)) continue;
    const key = `${apiVersion} ${kind}`;
    const known = groups.get(key);
    if (known !== undefined) known.push(manifest);
    else if (readers(manifest).length > 0 || isForeignPolicy(manifest)) groups.set(key, [manifest]);
  }
  return [...groups.values()].map((objects) => notRead(dialect, objects));
}

function readers({ apiVersion, kind }: Manifest): readonly Dialect[] {
  return dialects.filter((dialect) => dialect.reads(apiVersion, kind));
}

/** By its name a network policy, of a group that no language here has; what is a slip is an error of its own. */
function isForeignPolicy(manifest: Manifest): boolean {
  return manifest.kind.endsWith('NetworkPolicy') && meantBy(manifest) === undefined;
}

function notRead(dialect: Dialect, objects: readonly Manifest[]): Diagnostic {
  const [first] = objects;
  const reader = readers(first).at(0);
  const what =
    objects.length === 1 ? `${titleOf(first)} has` : `${objects.length} ${first.kind} objects have`;
  return {
    severity: 'warning',
    code: 'kind-not-read',
    message: `${what} no effect: ${reader === undefined ? 'no engine reads' : `${dialect.name} does not read`} ${first.apiVersion}`,
    hint: reader === undefined ? groupsWith(first.kind) : `--engine ${reader.name} reads it.`,
    ...first.source([]).locate(),
  };
}

/** Where a policy of this name would be read. */
function groupsWith(name: string): string | undefined {
  const known = dialects.flatMap((dialect) => dialect.kinds('')).filter(({ kind }) => kind === name);
  if (known.length === 0) return undefined;
  const where = new Set(known.map((each) => apiVersionOf(each)));
  return `Engines read the ${name} of ${[...where].join(', ')}.`;
}
