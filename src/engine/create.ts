import type { Compiler } from '../compile/compile-lookup.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { PolicySet } from '../ir/policy.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { CompiledJudge } from './compiled.ts';
import type { EngineCore } from './core.ts';
import { type ChosenEngine, chooseEngine, engineOptions } from './engines.ts';
import { type Judge, ReferenceJudge } from './judge.ts';
import { misspeltKinds } from './misspelt.ts';
import { unreadKinds } from './unread.ts';

export interface JudgeRequest {
  /** `NAME[@VERSION]`; absent: by the kinds of the objects. */
  readonly engine?: string;
  readonly options?: ReadonlyMap<string, string>;
  readonly manifests: readonly Manifest[];
  /** Objects of the cluster dump. */
  readonly resources?: readonly Manifest[];
  readonly inventory: Inventory;
  /** Absent: the reference. */
  readonly core?: EngineCore;
  /** What policies are compiled by; absent: to tables, or to trees where these would be too large. */
  readonly compiler?: Compiler;
}

export interface CreatedJudge {
  readonly judge: Judge;
  /** Answers as if everything staged were enforced; absent where nothing is staged. */
  readonly pending?: Judge;
  readonly engine: ChosenEngine;
  /** Policy objects of the engine's kinds, valid or not. */
  readonly policies: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** From objects and inventory to somebody who answers. Invalid objects are in the diagnostics and not in force. */
export function createJudge(request: JudgeRequest): CreatedJudge {
  const { manifests, inventory, resources = [] } = request;
  const engine = chooseEngine(request.engine, manifests);
  const options = engineOptions(engine.dialect, request.options ?? new Map());
  const { set, pending, diagnostics } = engine.dialect.lower({
    manifests,
    inventory,
    resources,
    options,
    version: engine.version,
  });
  const isCompiled = request.core !== undefined && request.core !== 'reference';
  const judgeOf = (of: PolicySet) =>
    isCompiled ? new CompiledJudge(of, inventory, request.compiler) : new ReferenceJudge(of);
  return {
    judge: judgeOf(set),
    ...(pending !== undefined && { pending: judgeOf(pending) }),
    engine,
    policies: manifests.filter(({ apiVersion, kind }) => engine.dialect.reads(apiVersion, kind)).length,
    diagnostics: [...diagnostics, ...unreadKinds(engine.dialect, manifests), ...misspeltKinds(manifests)],
  };
}
