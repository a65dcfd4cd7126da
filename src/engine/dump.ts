import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Manifest, titleOf } from '../manifest/manifest.ts';
import { dialects } from './engines.ts';

/**
 * Policies among the objects of the inventory: they have no effect, and whoever gives them there may believe that they do.
 * A warning for each kind, at its first object. Those that are among the policies too, as where one dump is given as
 * both, are judged.
 */
export function policiesInDump(
  resources: readonly Manifest[],
  policies: readonly Manifest[],
): readonly Diagnostic[] {
  const judged = new Set(policies.map(identityOf));
  const firsts = new Map<string, Manifest>();
  for (const manifest of resources) {
    if (!isPolicy(manifest) || judged.has(identityOf(manifest))) continue;
    const key = `${manifest.apiVersion} ${manifest.kind}`;
    if (!firsts.has(key)) firsts.set(key, manifest);
  }
  return [...firsts.values()].map(withoutEffect);
}

/** Staged policies change nothing wherever they are given. */
function isEnforced(kind: string): boolean {
  return kind.endsWith('Policy') && !kind.startsWith('Staged');
}

/** What else languages read are facts, to which policies refer: they may stand in an inventory (LoweringInput.resources). */
function isPolicy({ apiVersion, kind }: Manifest): boolean {
  return isEnforced(kind) && dialects.some((dialect) => dialect.reads(apiVersion, kind));
}

/**
 * Dumps show one object in several groups and by several names: Calico stores what `projectcalico.org` serves in a group of
 * its own and puts the tier before the name, and serves policies of Kubernetes as `knp.default.NAME`. Languages have kinds
 * of one name.
 */
function identityOf({ apiVersion, kind, namespace, name }: Manifest): string {
  const language = name.startsWith('knp.default.')
    ? 'kubernetes'
    : dialects.find((dialect) => dialect.reads(apiVersion, kind))?.name;
  const bare = name.replace(/^(?:knp\.)?default\./, '');
  return JSON.stringify([language, kind, namespace || 'default', bare]);
}

function withoutEffect(first: Manifest): Diagnostic {
  return {
    severity: 'warning',
    code: 'policy-in-inventory',
    message: `${titleOf(first)} is in the inventory, where policies have no effect`,
    hint: `No ${first.kind} is judged there: name the files among the policies.`,
    ...first.source([]).locate(),
  };
}
