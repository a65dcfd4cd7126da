import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { unreadableError, usageError } from '../diagnostics/errors.ts';
import type { CreatedJudge } from '../engine/create.ts';
import { policiesInDump } from '../engine/dump.ts';
import {
  type LoadedJudge,
  loadInventory,
  refuseInvalid,
  type World,
  type WorldRequest,
} from '../engine/world.ts';
import type { WorldOptions } from './options.ts';
import type { View } from './view.ts';

export function worldRequest(options: WorldOptions): WorldRequest {
  const { cluster, clusterName, workloads, engine, engineOption, maxInputBytes, allowInvalid, engineCore } =
    options;
  return {
    cluster,
    clusterName,
    workloads,
    engine,
    engineOptions: engineOption,
    allowInvalid,
    core: engineCore,
    ...(maxInputBytes !== undefined && { limits: { maxBytes: maxInputBytes } }),
  };
}

/** The inventory of `--cluster`; what it has to say goes to the view. */
export async function openWorld(request: WorldRequest, view: View): Promise<World> {
  const { diagnostics, ...world } = await loadInventory(request);
  sayUnlessInvalid(diagnostics, request, view);
  return world;
}

/** What inputs have to say; where there are errors that end the run, these and the warnings. */
export function sayUnlessInvalid(
  diagnostics: readonly Diagnostic[],
  request: WorldRequest,
  view: View,
): void {
  refuseInvalid(diagnostics.filter(isSaid), request);
  sayDiagnostics(diagnostics, view);
}

export function sayEngine(created: CreatedJudge, view: View): void {
  const { why, dialect } = created.engine;
  if (why !== '') view.note(`engine: ${dialect.name} (${why}; --engine chooses another)`);
  sayDiagnostics(created.diagnostics, view);
}

/** Policies of the inventory that are in none of the sets of the run. To be called once, with all of these. */
export function sayUnjudged({ resources }: World, judges: readonly LoadedJudge[], view: View): void {
  view.diagnostics(
    policiesInDump(
      resources,
      judges.flatMap(({ manifests }) => manifests),
    ),
  );
}

/**
 * Errors (where the user goes on in spite of them), what holds in place of the refused objects, and warnings; not the small
 * talk.
 */
function sayDiagnostics(diagnostics: readonly Diagnostic[], view: View): void {
  view.diagnostics(diagnostics.filter(isSaid));
}

function isSaid({ severity, code }: Diagnostic): boolean {
  return severity !== 'info' || code === 'not-in-force';
}

/** Where pairs of endpoints are to be compared, and nobody says who they are. */
export function noCluster() {
  return usageError('no-cluster-named', 'no endpoints to compare the policies for', {
    hint: 'Name who is who by --cluster PATH, or captured traffic by --read PATH.',
  });
}

export function noEndpoints() {
  return unreadableError(
    'no-endpoints',
    'the inventory holds no pod and no node: there is nobody to compare',
    { hint: 'Check --cluster; --workloads counts the pod templates of workloads as pods.' },
  );
}
