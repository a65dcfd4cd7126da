import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type CreatedJudge, createJudge } from '../engine/create.ts';
import { deciderText } from '../engine/decided-by.ts';
import { dialects } from '../engine/engines.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Direction } from '../ir/policy.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Decider } from '../reference/evaluate.ts';
import type { FlowVerdict } from '../verdict/verdict.ts';

/** The same objects, read by one engine. */
export interface EngineReading {
  /** As asked for: `NAME` or `NAME@VERSION`. */
  readonly name: string;
  readonly created: CreatedJudge;
  /** Objects that it refuses or does not read, fields that it ignores or fails closed on. */
  readonly findings: readonly Diagnostic[];
}

export interface Objects {
  readonly manifests: readonly Manifest[];
  readonly resources: readonly Manifest[];
  readonly inventory: Inventory;
}

/** Objects that an engine refuses are not in force under it; that is one of the things to be compared. */
export function readAs(name: string, objects: Objects): EngineReading {
  const created = createJudge({ engine: name, ...objects });
  const said = created.diagnostics.filter(({ severity }) => severity !== 'info');
  return { name, created, findings: [...said, ...unread(created, objects.manifests)] };
}

/** Policies of another language have no effect at all. */
function unread({ engine }: CreatedJudge, manifests: readonly Manifest[]): readonly Diagnostic[] {
  const { dialect } = engine;
  const isPolicy = ({ apiVersion, kind }: Manifest) => dialects.some((one) => one.reads(apiVersion, kind));
  return manifests
    .filter((manifest) => isPolicy(manifest) && !dialect.reads(manifest.apiVersion, manifest.kind))
    .map((manifest) => ({
      severity: 'warning',
      code: 'kind-not-read',
      message: `${manifest.kind} ${manifest.name} has no effect: ${dialect.name} does not read ${manifest.apiVersion}`,
      ...manifest.source([]).locate(),
    }));
}

/** What one engine said of a connection. */
export interface EngineAnswer {
  readonly verdict: FlowVerdict;
  readonly decider: Decider;
  readonly decidedAt: Direction | undefined;
}

/** `kubernetes denies it (default deny …); cilium allows it (…)`. */
export function differenceText(first: string, a: EngineAnswer, second: string, b: EngineAnswer): string {
  return `${first} ${does(a)}; ${second} ${does(b)}`;
}

const verbs: Readonly<Record<FlowVerdict, string>> = {
  allow: 'allows it',
  deny: 'denies it',
  reject: 'rejects it',
  'l7-deny': 'refuses the request',
};

function does({ verdict, decider, decidedAt }: EngineAnswer): string {
  const by = decider.by === 'default' ? 'no policy of it decides' : deciderText(decider, decidedAt);
  return `${verbs[verdict]} (${by})`;
}
