import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { PolicyObject } from '../shared/kind.ts';
import { compareText } from '../shared/lowered.ts';
import { finding } from './objects.ts';
import type { TierSpec } from './types.ts';

/** The tiers that Antrea makes itself; a lower number comes first. */
const builtin: ReadonlyMap<string, number> = new Map([
  ['emergency', 50],
  ['securityops', 100],
  ['networkops', 150],
  ['platform', 200],
  ['application', 250],
  ['baseline', 253],
]);

/** As policies of releases before 0.10 write them. */
const formerNames: ReadonlyMap<string, string> = new Map(
  ['Emergency', 'SecurityOps', 'NetworkOps', 'Platform', 'Application', 'Baseline'].map((name) => [
    name,
    name.toLowerCase(),
  ]),
);

/** Where the tiers of policy.networking.k8s.io stand among Antrea's (adminnetworkpolicy.go, clusternetworkpolicy.go). */
export const upstreamTiers = { admin: 220, adminNetworkPolicy: 251, baseline: 254 } as const;

export const baselineTier = 253;

const reserved: readonly number[] = [250, 251, 252, 253, 254, 255];
const most = 20;

export interface Tiers {
  /** Priorities by name. */
  readonly priorities: ReadonlyMap<string, number>;
  readonly inForce: readonly Manifest[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The name of the tier that a policy means: `application` where it says none. */
export function tierName(written: string | undefined): string {
  if (written === undefined || written === '') return 'application';
  return formerNames.get(written) ?? written;
}

/** `hasAdmin`: ClusterNetworkPolicies hold the priority of their Admin tier. */
export function readTiers(objects: readonly PolicyObject<TierSpec>[], hasAdmin: boolean): Tiers {
  const priorities = new Map(builtin);
  const diagnostics: Diagnostic[] = [];
  const inForce: Manifest[] = [];
  for (const object of [...objects].sort((a, b) => compareText(a.name, b.name))) {
    const wrong = fault(object, priorities, hasAdmin);
    if (wrong !== undefined) {
      diagnostics.push(...finding(object, 'error', 'tier-priority', ['spec', 'priority'], wrong));
      continue;
    }
    priorities.set(object.name, object.spec.priority);
    inForce.push(object.manifest);
  }
  return { priorities, inForce, diagnostics };
}

function fault(
  { name, spec: { priority } }: PolicyObject<TierSpec>,
  priorities: ReadonlyMap<string, number>,
  hasAdmin: boolean,
): string | undefined {
  // The cluster's own tiers come with every dump.
  if (builtin.get(name) === priority) return undefined;
  if (builtin.has(name))
    return `Invalid value: ${priority}: the tier ${name} is ${builtin.get(name)} and stays it`;
  if (reserved.includes(priority))
    return `Invalid value: ${priority}: the priorities from 250 on are reserved`;
  if (hasAdmin && priority === upstreamTiers.admin) {
    return `Invalid value: ${priority}: ClusterNetworkPolicies of the tier Admin have this priority`;
  }
  const other = [...priorities].find(([, taken]) => taken === priority);
  if (other !== undefined) return `Invalid value: ${priority}: the tier ${other[0]} has this priority`;
  return priorities.size >= most ? `Too many: a cluster has at most ${most} tiers` : undefined;
}
