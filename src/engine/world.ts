import { compareDiagnostics, countOf, type Diagnostic, isError } from '../diagnostics/diagnostic.ts';
import { unreadableError, usageError } from '../diagnostics/errors.ts';
import { buildInventory, type InventorySource } from '../inventory/build.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { ShortForm } from '../inventory/short-form.ts';
import type { RawDocument } from '../manifest/document.ts';
import type { ParseOptions } from '../manifest/limits.ts';
import { loadDocuments, loadManifests } from '../manifest/load.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { manifestsOf } from '../manifest/parse.ts';
import type { EngineCore } from './core.ts';
import { type CreatedJudge, createJudge } from './create.ts';
import { policiesInDump } from './dump.ts';
import { chooseEngine, engineOptions } from './engines.ts';
import { misspeltKinds } from './misspelt.ts';

export interface WorldRequest {
  /** Who is who: paths, or `NAME=PATH` for a further cluster. */
  readonly cluster?: readonly string[];
  readonly clusterName?: string;
  readonly workloads?: boolean;
  readonly engine?: string;
  readonly engineOptions?: ReadonlyMap<string, string>;
  readonly limits?: ParseOptions;
  /** Go on without objects that an API server would refuse. */
  readonly allowInvalid?: boolean;
  /** There are policies that come into force later. */
  readonly changesLater?: boolean;
  readonly core?: EngineCore;
}

/** Who is who, and what else the dumps of the cluster hold. */
export interface World {
  readonly inventory: Inventory;
  /** All objects of the dumps of the local cluster, whatever their kind. */
  readonly resources: readonly Manifest[];
  /** Files read, in order. */
  readonly files: readonly string[];
}

export interface LoadedInventory extends World {
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadedJudge extends CreatedJudge {
  /** All objects of these files. */
  readonly manifests: readonly Manifest[];
  /** Files of policies that were read, in order. */
  readonly files: readonly string[];
}

/** Cluster dumps are larger than policies: 10,000 pods as kubectl prints them are some 50 MB. */
const inventoryBytes = 1024 ** 3;

export async function loadInventory(request: WorldRequest): Promise<LoadedInventory> {
  const sources: InventorySource[] = [];
  const diagnostics: Diagnostic[] = [];
  const files: string[] = [];
  for (const [cluster, paths] of clusterArguments(request.cluster ?? [])) {
    const loaded = await loadDocuments(paths, { maxBytes: inventoryBytes, ...request.limits });
    const objects = manifestsOf(loaded.documents.filter((document) => shortFormOf(document) === undefined));
    const shortForms = loaded.documents.flatMap((document) => shortFormOf(document) ?? []);
    sources.push({ cluster, manifests: objects.manifests, shortForms });
    for (const list of [loaded.diagnostics, objects.diagnostics, misspeltKinds(objects.manifests)])
      for (const one of list) diagnostics.push(one);
    for (const file of loaded.files) files.push(file);
  }
  const { clusterName, workloads } = request;
  const built = buildInventory(sources, { cluster: clusterName, workloads });
  const { inventory } = built;
  const local = sources.filter(({ cluster: name }) => name === '' || name === inventory.cluster);
  return {
    inventory,
    resources: local.flatMap(({ manifests = [] }) => manifests),
    files,
    diagnostics: [...diagnostics, ...built.diagnostics],
  };
}

/** `NAME=PATH` where it looks like a name; a path that has `=` in it can be written `./PATH`. */
function clusterArgument(text: string): { cluster: string; path: string } {
  const match = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?)=(.+)$/.exec(text);
  return match === null ? { cluster: '', path: text } : { cluster: match[1], path: match[3] };
}

/** Paths by cluster: what several of them lead to is read once. */
function clusterArguments(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const text of texts) {
    const { cluster, path } = clusterArgument(text);
    found.set(cluster, [...(found.get(cluster) ?? []), path]);
  }
  return found;
}

function shortFormOf({ value, source }: RawDocument): ShortForm | undefined {
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMapping || !('cluster' in value) || 'kind' in value || value.cluster === undefined) return undefined;
  return { value: value.cluster, source: (path) => source(['cluster', ...path]) };
}

/** The judge for the policies under these paths; no paths: nothing is in force. */
export async function loadJudge(
  paths: readonly string[] | undefined,
  { inventory, resources }: Pick<World, 'inventory' | 'resources'>,
  request: WorldRequest,
): Promise<LoadedJudge> {
  const { engine, engineOptions: options } = request;
  if (paths === undefined) return { ...noPoliciesGiven(inventory, request), manifests: [], files: [] };
  const loaded = await loadManifests(paths, request.limits);
  const created = createJudge({
    engine,
    options,
    manifests: loaded.manifests,
    resources,
    inventory,
    core: request.core,
  });
  const diagnostics = [
    ...loaded.diagnostics,
    ...created.diagnostics,
    ...nobodyKnown(inventory),
    ...allLeftOut(created),
  ].sort(compareDiagnostics);
  refuseInvalid(diagnostics, request);
  if (created.policies === 0 && created.engine.dialect.name !== 'none') {
    const said = [...diagnostics, ...policiesInDump(resources, [])];
    throw noPolicies(paths, { engine: created.engine, diagnostics: said }, loaded.manifests);
  }
  return { ...created, diagnostics, manifests: loaded.manifests, files: loaded.files };
}

/** Nothing is in force. An engine that is named nevertheless must be one that there is. */
function noPoliciesGiven(
  inventory: Inventory,
  { engine, engineOptions: settings, core, changesLater }: WorldRequest,
): CreatedJudge {
  if (engine !== undefined || settings !== undefined) {
    engineOptions(chooseEngine(engine, []).dialect, settings ?? new Map());
  }
  const created = createJudge({ engine: 'none', manifests: [], inventory, core });
  const until = changesLater ? ' until the first --policy-change' : '';
  const message = `no policies are given, so everything is allowed${until}`;
  return {
    ...created,
    diagnostics: [
      { severity: 'warning', code: 'no-policies-given', message, hint: 'Name some by --policy PATH.' },
    ],
  };
}

/** Policies select pods: without any, every answer is `allow`, and reassures nobody who knows. */
function nobodyKnown({ cluster, entities }: Inventory): readonly Diagnostic[] {
  if (entities.some((entity) => entity.cluster === cluster)) return [];
  const where = entities.length === 0 ? 'the inventory' : `the cluster ${JSON.stringify(cluster)}`;
  return [
    {
      severity: 'warning',
      code: 'no-endpoints-known',
      message: `${where} holds no pod and no node, so the policies apply to nobody`,
      hint:
        entities.length === 0
          ? 'Say who is who by --cluster PATH.'
          : 'Name the cluster whose policies are judged by --cluster-name NAME.',
    },
  ];
}

export function refuseInvalid(diagnostics: readonly Diagnostic[], request: WorldRequest): void {
  const errors = countOf(diagnostics.filter(isError));
  if (errors === 0 || request.allowInvalid) return;
  const count = errors === 1 ? 'one error' : `${errors} errors`;
  throw usageError('invalid-input', `${count} in the input, so nothing was judged`, {
    diagnostics,
    hint: 'Mend the input, or leave out the objects that are broken by --allow-invalid.',
  });
}

/** Of objects that are refused each has a word on what holds in its place. */
function allLeftOut({ policies, diagnostics }: CreatedJudge): readonly Diagnostic[] {
  const refused = diagnostics.filter(({ code }) => code === 'not-in-force');
  const left = new Set(refused.map(({ file, line }) => `${file}:${line}`)).size;
  if (policies === 0 || left < policies) return [];
  const message = 'all policies are left out as invalid, so none is in force';
  return [{ severity: 'warning', code: 'all-left-out', message, hint: 'Mend the errors above.' }];
}

function noPolicies(
  paths: readonly string[],
  { engine, diagnostics }: Pick<CreatedJudge, 'engine' | 'diagnostics'>,
  manifests: readonly Manifest[],
) {
  const { name } = engine.dialect;
  return unreadableError('no-policies', `no policy of the engine ${name} under ${paths.join(', ')}`, {
    diagnostics,
    hint: manifests.some(({ kind }) => ofInventories.has(kind))
      ? 'Name pods, nodes and services by --cluster, and policies by --policy.'
      : 'Check the path, or name another engine by --engine.',
  });
}

/** Kinds by which an inventory that is given as policies is known. */
const ofInventories: ReadonlySet<string> = new Set(['Pod', 'Namespace', 'Node', 'Service']);
