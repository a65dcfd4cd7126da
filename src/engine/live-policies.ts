import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { LoweringMemory } from '../dialects/shared/memory.ts';
import type { PolicySet } from '../ir/policy.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { JudgeRequest } from './create.ts';
import { type ChosenEngine, chooseEngine, engineOptions } from './engines.ts';

export interface LoweredSet {
  readonly set: PolicySet;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Lowers the policies of one engine again whenever some of them change. An object that is given again, the very same
 * manifest, is not read anew where the engine's dialect can remember it.
 */
export class LivePolicies {
  readonly engine: ChosenEngine;
  readonly #request: Omit<JudgeRequest, 'manifests' | 'core'>;
  readonly #options: ReadonlyMap<string, string>;
  readonly #memory = new LoweringMemory();

  /** `manifests` say which engine, where the request does not. */
  constructor({ manifests, core: _, ...request }: JudgeRequest) {
    this.engine = chooseEngine(request.engine, manifests);
    this.#options = engineOptions(this.engine.dialect, request.options ?? new Map());
    this.#request = request;
  }

  /** Invalid objects are in the diagnostics and not in the set. */
  lower(manifests: readonly Manifest[]): LoweredSet {
    const { inventory, resources = [] } = this.#request;
    const { dialect, version } = this.engine;
    const { set, diagnostics } = dialect.lower({
      manifests,
      inventory,
      resources,
      options: this.#options,
      version,
      memory: this.#memory,
    });
    return { set, diagnostics };
  }
}
